// SPDX-License-Identifier: MIT
// Start-up of a Cortex-M: vectors, memory, SysTick.
#include "chip.hpp"

#include <cstdint>

extern "C" {
extern std::uint32_t data_load[], data_start[], data_end[], bss_start[], bss_end[], stack_top[];
extern void (*init_array_start[])();
extern void (*init_array_end[])();
}

int main();

long call_debugger(long operation, const void* argument) {
  register long r0 asm("r0") = operation;
  register const void* r1 asm("r1") = argument;
  asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

[[noreturn]] void end_program(int status) {
  const std::uint32_t block[] = {0x20026, static_cast<std::uint32_t>(status)};
  call_debugger(0x20, block);
  for (;;) {
  }
}

void start_ticks() {
  auto* const systick = reinterpret_cast<volatile std::uint32_t*>(0xE000'E010);
  systick[1] = CLOCK_HZ / 1000 - 1;
  systick[2] = 0;
  systick[0] = 7;  // the processor's clock, interrupt, on
}

namespace {

[[noreturn]] void reset() {
  for (std::uint32_t *to = data_start, *from = data_load; to != data_end;) *to++ = *from++;
  for (std::uint32_t* word = bss_start; word != bss_end;) *word++ = 0;
#if defined(__ARM_FP)
  *reinterpret_cast<volatile std::uint32_t*>(0xE000'ED88) = 0xFu << 20;  // CPACR: the FPU is on
  asm volatile("dsb\n isb");
#endif
  for (auto* initializer = init_array_start; initializer != init_array_end;) (*initializer++)();
  end_program(main());
}

[[noreturn]] void fault() { end_program(99); }

}  // namespace

using Handler = void (*)();
extern "C" {
[[gnu::section(".vectors"), gnu::used]] extern const Handler vectors[16] = {
    // clang-format off
    reinterpret_cast<Handler>(stack_top), reset, fault, fault, fault, fault, fault, fault,
    fault, fault, fault, fault, fault, fault, fault, on_tick};
// clang-format on
void* __dso_handle = nullptr;  // asked for by objects that have destructors
}
