// SPDX-License-Identifier: MIT
// Interrupts are handed to who serves them; an exception that nobody handles is reported.
#include "uasyncio/port/config.hpp"
#include "uasyncio/port/platform.hpp"

#include "ports/bare_metal/diagnosis.hpp"
#include "ports/bare_metal/uart.hpp"

#include <cstdint>

extern "C" {
extern std::uint32_t __stack_limit[], __stack_top[];
void timer_interrupt();
[[gnu::weak]] void external_interrupt();  // interrupts.cpp, if the program uses a device
}

namespace {

using namespace uasyncio;

// "Privileged Architecture", table 3.6 "Machine cause register values after trap".
constexpr std::uint32_t interrupt_bit = 1u << 31;
constexpr std::uint32_t machine_timer = interrupt_bit | 7;
constexpr std::uint32_t machine_external = interrupt_bit | 11;

#if UASYNCIO_DIAGNOSTICS
// Polled, straight to the UART: after a fault nothing else can be trusted.
void report(const char* text) {
  for (; *text != '\0'; ++text) {
    while (!bare_metal::uart::can_send()) {
    }
    bare_metal::uart::send(*text);
  }
}

void report(const char* name, std::uint32_t value) {
  report(name);
  char text[9];
  for (int digit = 7; digit >= 0; --digit, value >>= 4) {
    text[digit] = "0123456789abcdef"[value & 15];
  }
  text[8] = '\0';
  report(text);
}

void report_trap(std::uint32_t cause, std::uint32_t stack) {
  std::uint32_t place;
  std::uint32_t value;
  asm volatile("csrr %0, mepc\n csrr %1, mtval" : "=r"(place), "=r"(value));
  bare_metal::uart::start();
  const bool is_interrupt = (cause & interrupt_bit) != 0;
  report(is_interrupt ? "\n*** interrupt without a handler" : "\n*** fault");
  if (stack < reinterpret_cast<std::uintptr_t>(__stack_limit)) report(": stack overflow");
  report(", exception ", cause);
  report(" pc ", place);
  report(" address ", value);
  report("\n");
  while (!bare_metal::uart::is_idle()) {
  }
}
#else
void report_trap(std::uint32_t, std::uint32_t) {}
#endif

}  // namespace

extern "C" {

// `stack` is the stack pointer of what was interrupted.
[[gnu::used]] void serve_trap(std::uint32_t cause, std::uint32_t stack) {
  if (cause == machine_timer) {
    timer_interrupt();
  } else if (cause == machine_external && external_interrupt != nullptr) {
    external_interrupt();
  } else {
    report_trap(cause, stack);
    platform::exit_program((cause & interrupt_bit) != 0 ? platform::exit_status_unexpected_interrupt
                                                        : platform::exit_status_fault);
  }
}

// Saves what a function may change (RISC-V calling convention: ra, t0-t6, a0-a7). If the stack has
// left its room, the report starts again from its top: there is no way back from it.
[[gnu::naked, gnu::aligned(4), gnu::used]] void trap_entry() {
  asm volatile(
      "addi sp, sp, -64\n"
      "sw ra, 0(sp)\n sw t0, 4(sp)\n sw t1, 8(sp)\n sw t2, 12(sp)\n"
      "sw a0, 16(sp)\n sw a1, 20(sp)\n sw a2, 24(sp)\n sw a3, 28(sp)\n"
      "sw a4, 32(sp)\n sw a5, 36(sp)\n sw a6, 40(sp)\n sw a7, 44(sp)\n"
      "sw t3, 48(sp)\n sw t4, 52(sp)\n sw t5, 56(sp)\n sw t6, 60(sp)\n"
      "csrr a0, mcause\n"
      "addi a1, sp, 64\n"
      "la t0, __stack_limit\n"
      "bgeu sp, t0, 1f\n"
      "la sp, __stack_top\n"
      "1: call serve_trap\n"
      "lw ra, 0(sp)\n lw t0, 4(sp)\n lw t1, 8(sp)\n lw t2, 12(sp)\n"
      "lw a0, 16(sp)\n lw a1, 20(sp)\n lw a2, 24(sp)\n lw a3, 28(sp)\n"
      "lw a4, 32(sp)\n lw a5, 36(sp)\n lw a6, 40(sp)\n lw a7, 44(sp)\n"
      "lw t3, 48(sp)\n lw t4, 52(sp)\n lw t5, 56(sp)\n lw t6, 60(sp)\n"
      "addi sp, sp, 64\n"
      "mret\n");
}
}
