// Real interrupts for tests: SysTick as a shot in the dark (ARMv7-M ARM, B3.3). The nRF51 has it
// only in QEMU. Included by one source of a program.
#pragma once

#include "uasyncio/core/platform.hpp"
#include "uasyncio/core/port.hpp"

#include "ports/cortex_m/registers.hpp"

namespace target_test {

using Deed = void (*)();

inline Deed interrupt_deed = nullptr;

inline constexpr std::uint32_t least_ticks = 64;  // it has begun to count before these are over

/// The handler does the deed once, so many ticks from now: least_ticks or more. Deeds may ask for
/// the next one. A reload value of 0, written once it counts, lets SysTick strike once: QEMU in
/// virtual time would sleep on until the second time.
inline void interrupt_after_ticks(std::uint32_t ticks, Deed deed) {
  using uasyncio::cortex_m::register_at;
  interrupt_deed = deed;
  register_at(0xE000'E014) = ticks;
  register_at(0xE000'E018) = 0;
  register_at(0xE000'E010) = 0b111;
  while (register_at(0xE000'E018) == 0) {
  }
  register_at(0xE000'E014) = 0;
}

/// Measured once, because each board has its clock.
inline std::uint32_t ticks_in_a_millisecond() {
  using uasyncio::cortex_m::register_at;
  constexpr std::uint32_t most = 0xFF'FFFF;
  static std::uint32_t ticks = 0;
  if (ticks != 0) return ticks;
  uasyncio::Port& port = uasyncio::platform::default_port();
  register_at(0xE000'E014) = most;
  register_at(0xE000'E018) = 0;
  register_at(0xE000'E010) = 0b101;
  const uasyncio::Time start = port.now();
  while (port.now() - start < 1'000) {
  }
  ticks = most - register_at(0xE000'E018);
  register_at(0xE000'E010) = 0;
  return ticks;
}

inline void interrupt_after_us(std::uint32_t microseconds, Deed deed) {
  interrupt_after_ticks(microseconds * (ticks_in_a_millisecond() / 8) / 125, deed);
}

}  // namespace target_test

extern "C" void systick_handler() {
  uasyncio::cortex_m::register_at(0xE000'E010) = 0;
  target_test::interrupt_deed();
}
