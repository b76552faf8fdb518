// SPDX-License-Identifier: MIT
// One interrupt at a chosen instant, from a timer that no port uses. Included by one source of a
// program, which says what happens in it: `target_test::on_shot`.
#pragma once

#include <cstdint>

#if defined(__arm__)
#include "ports/cortex_m/registers.hpp"
#elif defined(__riscv)
#include "ports/riscv/interrupts.hpp"
#endif

namespace target_test {

void on_shot();

#if defined(__arm__)

// SysTick (ARMv7-M ARM, B3.3). The nRF51 has it only in QEMU.
inline constexpr std::uintptr_t systick_control = 0xE000'E010;
inline constexpr std::uintptr_t systick_reload = 0xE000'E014;
inline constexpr std::uintptr_t systick_value = 0xE000'E018;

/// In so many ticks.
inline void shoot_after(std::uint32_t ticks) {
  using uasyncio::cortex_m::register_at;
  register_at(systick_reload) = ticks;
  register_at(systick_value) = 0;
  register_at(systick_control) = 0b111;
}

#elif defined(__riscv)

// The machine's calendar clock, which counts nanoseconds ("Goldfish RTC" in QEMU's documents). A
// tick is the time of an instruction in virtual time.
inline constexpr std::uintptr_t calendar = 0x0010'1000;
inline constexpr std::uint32_t nanoseconds_in_a_tick = 64;

inline void serve_calendar() {
  using uasyncio::riscv::register_at;
  constexpr std::uintptr_t clear_interrupt = calendar + 0x1C;
  register_at(clear_interrupt) = 1;
  on_shot();
}

inline void shoot_after(std::uint32_t ticks) {
  using uasyncio::riscv::register_at;
  constexpr std::uintptr_t alarm = calendar + 0x08;
  constexpr std::uintptr_t interrupt_enabled = calendar + 0x10;
  uasyncio::riscv::enable_irq(uasyncio::riscv::plic::rtc, &serve_calendar);
  register_at(interrupt_enabled) = 1;
  std::uint64_t time = register_at(calendar);  // reading the lower half keeps the upper one
  time |= std::uint64_t{register_at(calendar + 4)} << 32;
  time += std::uint64_t{ticks} * nanoseconds_in_a_tick;
  register_at(alarm + 4) = static_cast<std::uint32_t>(time >> 32);
  register_at(alarm) = static_cast<std::uint32_t>(time);  // begins
}

#endif

}  // namespace target_test

#if defined(__arm__)
extern "C" void systick_handler() {
  uasyncio::cortex_m::register_at(target_test::systick_control) = 0;
  target_test::on_shot();
}
#endif
