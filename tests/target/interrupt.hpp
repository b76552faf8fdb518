// SPDX-License-Identifier: MIT
// Real interrupts that do what a test wants. Included by one source of a program.
#pragma once

#include "shot.hpp"

#include "uasyncio/port/platform.hpp"
#include "uasyncio/port/port.hpp"

namespace target_test {

using Deed = void (*)();

inline Deed interrupt_deed = nullptr;
inline void on_shot() { interrupt_deed(); }

inline constexpr std::uint32_t least_ticks = 64;  // it has begun to count before these are over

/// The handler does the deed once, so many ticks from now: least_ticks or more. Deeds may ask for
/// the next one.
inline void interrupt_after_ticks(std::uint32_t ticks, Deed deed) {
  interrupt_deed = deed;
  shoot_after(ticks);
#if defined(__arm__)
  // A reload value of 0, written once it counts, lets SysTick strike once: QEMU in virtual time
  // would sleep on until the second time.
  while (uasyncio::cortex_m::register_at(systick_value) == 0) {
  }
  uasyncio::cortex_m::register_at(systick_reload) = 0;
#endif
}

#if defined(__arm__)

/// Measured once, because each board has its clock. Never too few: counting
/// begins before an edge of the port's clock, and ends behind one.
inline std::uint32_t ticks_in_a_millisecond() {
  using uasyncio::cortex_m::register_at;
  constexpr std::uint32_t most = 0xFF'FFFF;
  static std::uint32_t ticks = 0;
  if (ticks != 0) return ticks;
  uasyncio::Port& port = uasyncio::platform::default_port();
  register_at(systick_reload) = most;
  register_at(systick_value) = 0;
  register_at(systick_control) = 0b101;
  uasyncio::Instant start = port.now();
  for (const uasyncio::Instant before = start; start == before;) start = port.now();
  while (port.now() - start < uasyncio::from_milliseconds(1)) {
  }
  ticks = most - register_at(systick_value);
  register_at(systick_control) = 0;
  return ticks;
}

#elif defined(__riscv)

inline std::uint32_t ticks_in_a_millisecond() { return 1'000'000 / nanoseconds_in_a_tick; }

#endif

/// Never early.
inline void interrupt_after_us(std::uint32_t microseconds, Deed deed) {
  interrupt_after_ticks(microseconds * (ticks_in_a_millisecond() / 8 + 1) / 125 + 1, deed);
}

}  // namespace target_test
