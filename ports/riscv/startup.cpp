// SPDX-License-Identifier: MIT
// From reset to main, and out again.
#include "uasyncio/port/platform.hpp"

#include "ports/bare_metal/diagnosis.hpp"
#include "ports/bare_metal/end_of_main.hpp"
#include "ports/riscv/chip.hpp"

#include <cstddef>
#include <cstdint>

// Defined by the linker script.
extern "C" {
extern std::uint32_t __stack_limit[], __stack_top[];
extern std::uint32_t __bss_start[], __bss_end[];
using Initializer = void (*)();
extern Initializer __init_array_start[], __init_array_end[];

void trap_entry();

// Of console_uart.cpp, if the program prints: sends what is still queued.
[[gnu::weak]] void console_flush(int status);
}

int main();

namespace uasyncio::bare_metal::console_uart {
[[gnu::weak]] void start() noexcept;  // if anything in the program prints, reads or reports
}  // namespace uasyncio::bare_metal::console_uart

namespace {

constexpr std::uint32_t stack_paint = 0xA5A5'5A5A;

// Volatile, so that no compiler makes these loops calls of memset, which the stack has not room for
// yet.
[[gnu::always_inline]] inline void fill(volatile std::uint32_t* from, volatile std::uint32_t* to,
                                        std::uint32_t word) {
  while (from < to) *from++ = word;
}

[[gnu::always_inline]] inline std::uint32_t* stack_pointer() {
  std::uint32_t* pointer;
  asm volatile("mv %0, sp" : "=r"(pointer));
  return pointer;
}

void enable_interrupts() {
  asm volatile("csrw mtvec, %0" ::"r"(&trap_entry) : "memory");
  asm volatile("csrsi mstatus, 8" ::: "memory");
}

}  // namespace

extern "C" {

[[noreturn, gnu::used]] void start_program() {
  namespace console_uart = uasyncio::bare_metal::console_uart;
  fill(__stack_limit, stack_pointer() - 16, stack_paint);
  fill(__bss_start, __bss_end, 0);
  enable_interrupts();
  for (Initializer* call = __init_array_start; call < __init_array_end; ++call) (*call)();
  if (&console_uart::start != nullptr) console_uart::start();
  uasyncio::bare_metal::end_of_main(main());
}

[[gnu::naked, gnu::section(".text.reset"), gnu::used]] void reset_handler() {
  asm volatile(
      ".option push\n"
      ".option norelax\n"
      "la gp, __global_pointer$\n"
      ".option pop\n"
      "la sp, __stack_top\n"
      "j start_program\n");
}
}

namespace uasyncio::platform {

std::size_t stack_used() noexcept {
  const std::uint32_t* word = __stack_limit;
  while (word < __stack_top && *word == stack_paint) ++word;
  return static_cast<std::size_t>(__stack_top - word) * sizeof *word;
}

std::size_t stack_size() noexcept {
  return static_cast<std::size_t>(__stack_top - __stack_limit) * sizeof *__stack_top;
}

// The finisher ends QEMU with this status; on silicon the processor sleeps here.
void exit_program(int status) noexcept {
  constexpr std::uint32_t passed = 0x5555;
  constexpr std::uint32_t failed = 0x3333;  // with the status above it
  if (console_flush != nullptr) console_flush(status);
  riscv::register_at(riscv::finisher) =
      status == 0 ? passed : static_cast<std::uint32_t>(status) << 16 | failed;
  asm volatile("csrci mstatus, 8" ::: "memory");
  while (true) asm volatile("wfi");
}

}  // namespace uasyncio::platform
