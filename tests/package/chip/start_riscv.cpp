// SPDX-License-Identifier: MIT
// Start-up of a RISC-V machine: memory, traps, the timer of hart 0.
#include "chip.hpp"

#include <cstdint>

extern "C" {
extern std::uint32_t bss_start[], bss_end[];
extern void (*init_array_start[])();
extern void (*init_array_end[])();
}

int main();

[[gnu::naked, gnu::noinline]] static long semihost(long, const void*) {
  asm volatile(
      ".balign 16\n .option push\n .option norvc\n"
      "slli x0, x0, 0x1f\n ebreak\n srai x0, x0, 7\n"
      ".option pop\n ret");
}

long call_debugger(long operation, const void* argument) { return semihost(operation, argument); }

[[noreturn]] void end_program(int status) {
  const std::uint32_t block[] = {0x20026, static_cast<std::uint32_t>(status)};
  call_debugger(0x20, block);
  for (;;) {
  }
}

namespace {

auto* const timer_compare = reinterpret_cast<volatile std::uint32_t*>(0x0200'4000);
auto* const timer = reinterpret_cast<volatile std::uint32_t*>(0x0200'BFF8);
std::uint32_t next_tick = 0;  // the low half is enough: this program lives for seconds

void set_timer() {
  next_tick += CLOCK_HZ / 1000;
  timer_compare[0] = next_tick;
  timer_compare[1] = 0;
}

[[gnu::interrupt("machine"), gnu::aligned(4)]] void trap() {
  std::uint32_t cause;
  asm volatile("csrr %0, mcause" : "=r"(cause));
  if (cause != 0x8000'0007) end_program(99);
  set_timer();
  on_tick();
}

}  // namespace

void start_ticks() {
  asm volatile("csrw mtvec, %0" ::"r"(&trap));
  next_tick = timer[0];
  set_timer();
  asm volatile("csrs mie, %0\n csrsi mstatus, 8" ::"r"(0x80));
}

extern "C" {
// Asked for by objects that have destructors: this program never ends them.
void* __dso_handle = nullptr;
int __cxa_atexit(void (*)(void*), void*, void*) { return 0; }
}

extern "C" [[noreturn, gnu::used]] void begin() {
  for (std::uint32_t* word = bss_start; word != bss_end;) *word++ = 0;
  for (auto* initializer = init_array_start; initializer != init_array_end;) (*initializer++)();
  end_program(main());
}

extern "C" [[gnu::naked, gnu::used, gnu::section(".vectors")]] void start() {
  asm volatile("la sp, stack_top\n j begin");
}
