// SPDX-License-Identifier: MIT
// The end of a program.
#include "ports/cortex_m/end.hpp"

#include "uasyncio/port/config.hpp"
#include "uasyncio/port/platform.hpp"

#include "ports/bare_metal/polled_report.hpp"
#include "ports/cortex_m/interrupts.hpp"
#include "ports/cortex_m/registers.hpp"

#include <cstdint>

#ifndef UASYNCIO_RESETS_AFTER_END
#define UASYNCIO_RESETS_AFTER_END 0
#endif

extern "C" {
// Of console_uart.cpp, if the program prints: sends what is still queued.
[[gnu::weak]] void console_flush(int status);

// "Semihosting for AArch32 and AArch64", chapter 3: the emulator or the debugger acts. A function,
// because fault.cpp knows the breakpoint by its address.
void semihosting_call(std::uint32_t operation, std::uintptr_t parameters);
[[gnu::naked, gnu::noinline, gnu::used]] void semihosting_call(std::uint32_t, std::uintptr_t) {
  asm volatile("bkpt 0xAB\n bx lr\n" ::: "memory");
}

[[noreturn]] void end_without_debugger(int status);
}

namespace {

using namespace uasyncio;
using cortex_m::register_at;

// 7.4 SYS_EXIT_EXTENDED and 5.2 ADP_Stopped_ApplicationExit. Returns if nobody listens.
void semihosting_exit(int status) {
  constexpr std::uint32_t sys_exit_extended = 0x20;
  volatile std::uint32_t reason[2];
  reason[0] = 0x20026;
  reason[1] = static_cast<std::uint32_t>(status);
  semihosting_call(sys_exit_extended, reinterpret_cast<std::uintptr_t>(reason));
}

#if UASYNCIO_DIAGNOSTICS
void report_end(int status) {
  bare_metal::PolledReport report;
  report.value("\n*** ended, status ", static_cast<std::uint32_t>(status));
  report.text("\n");
}
#else
void report_end(int) {}
#endif

#if UASYNCIO_RESETS_AFTER_END
// AIRCR (ARMv7-M and ARMv6-M ARM, B3.2.6): the key and SYSRESETREQ.
void reset_or_silence() {
  register_at(0xE000'ED0C) = 0x05FA'0004;
  asm volatile("dsb" ::: "memory");
}
#else
// A pending interrupt would end each sleep, masked or not: none is left enabled.
void reset_or_silence() {
  cortex_m::fill_registers(cortex_m::nvic_address::clear_enable, cortex_m::most_irqs / 32,
                           0xFFFF'FFFF);
  register_at(0xE000'E010) = 0;  // SysTick
}
#endif

}  // namespace

void end_without_debugger(int status) {
  report_end(status);
  reset_or_silence();
  while (true) asm volatile("wfi");
}

namespace uasyncio::platform {

[[gnu::weak]] void on_end(int) noexcept {}

void exit_program(int status) noexcept {
  asm volatile("cpsid i" ::: "memory");
  if (console_flush != nullptr) console_flush(status);
  on_end(status);
  semihosting_exit(status);
  end_without_debugger(status);
}

}  // namespace uasyncio::platform
