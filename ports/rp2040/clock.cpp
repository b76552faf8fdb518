// SPDX-License-Identifier: MIT
// The RP2040 from its crystal and PLL (datasheet, 2.15 to 2.18). Each wait is bounded: a board
// without the crystal goes on with the ring oscillator, which always runs.
#include "ports/rp2040/clock.hpp"

#include "ports/rp2040/chip.hpp"

namespace uasyncio::rp2040 {
namespace {

using cortex_m::register_at;
using cortex_m::wait_for_bits;

// 2.15.7: of each clock its source, a divisor in 256ths, and a bit for the source in use.
struct Clock {
  std::uintptr_t control;
  std::uintptr_t divisor() const noexcept { return control + 4; }
  std::uintptr_t selected() const noexcept { return control + 8; }
};
constexpr Clock reference{0x4000'8030};
constexpr Clock system{0x4000'803C};
constexpr Clock peripherals{0x4000'8048};
constexpr Clock converter{0x4000'8060};
constexpr Clock calendar{0x4000'806C};
constexpr std::uint32_t undivided = 1u << 8;
constexpr std::uint32_t from_ring_oscillator = 0;  // sources of the reference
constexpr std::uint32_t from_crystal = 2;
constexpr std::uint32_t from_reference = 0;  // of the system
constexpr std::uint32_t from_auxiliary = 1;  // the PLL, if nothing else is chosen

// Both can change while they are in use, without a spike, between their first sources.
bool choose(Clock clock, std::uint32_t source) noexcept {
  register_at(clock.control) = source;
  return wait_for_bits(clock.selected(), 1u << source, 1u << source);
}

// 2.16.7: 47 times 256 periods are the millisecond that the crystal has to settle.
bool start_crystal() noexcept {
  constexpr std::uintptr_t control = 0x4002'4000;
  constexpr std::uintptr_t status = 0x4002'4004;
  constexpr std::uintptr_t settling_time = 0x4002'400C;
  constexpr std::uint32_t enable_up_to_15_mhz = 0xFAB'AA0;
  constexpr std::uint32_t stable = 1u << 31;
  register_at(settling_time) = 47;
  register_at(control) = enable_up_to_15_mhz;
  return wait_for_bits(status, stable, stable);
}

// 2.18: the crystal times `factor`, and divided by two numbers up to seven.
struct Pll {
  std::uintptr_t base;
  std::uint32_t reset;
  std::uint32_t factor;
  std::uint32_t divisors;
};
constexpr Pll system_pll{0x4002'8000, reset::pll_system, 125, 6u << 16 | 2u << 12};  // 125 MHz
constexpr Pll usb_pll{0x4002'C000, reset::pll_usb, 100, 5u << 16 | 5u << 12};        // 48 MHz

bool start(const Pll& pll) noexcept {
  constexpr std::uint32_t locked = 1u << 31;
  constexpr std::uint32_t main_and_oscillator = 1u << 0 | 1u << 5;
  constexpr std::uint32_t output = 1u << 3;
  const std::uintptr_t power_down = pll.base + 4;
  set_bits(reset::held, pll.reset);
  if (!release(pll.reset)) return false;
  register_at(pll.base) = 1;  // the crystal, undivided
  register_at(pll.base + 8) = pll.factor;
  clear_bits(power_down, main_and_oscillator);
  if (!wait_for_bits(pll.base, locked, locked)) return false;
  register_at(pll.base + 12) = pll.divisors;
  clear_bits(power_down, output);
  return true;
}

bool run_system_from_pll() noexcept {
  if (!start_crystal() || !choose(reference, from_crystal)) return false;
  return start(system_pll) && choose(system, from_auxiliary);
}

// 4.7.2: the timer counts what the watchdog's divider gives, of the reference.
void give_timer_its_microsecond(std::uint32_t reference_mhz) noexcept {
  constexpr std::uintptr_t tick = 0x4005'802C;
  constexpr std::uint32_t enabled = 1u << 9;
  register_at(tick) = enabled | reference_mhz;
}

constinit bool is_from_pll = false;

constexpr std::uint32_t enabled = 1u << 11;  // of the clocks that can be stopped

}  // namespace

std::uint32_t clock_hz() noexcept { return is_from_pll ? 125'000'000 : 6'500'000; }

bool run_from_pll() noexcept {
  choose(system, from_reference);
  choose(reference, from_ring_oscillator);
  register_at(reference.divisor()) = undivided;
  register_at(system.divisor()) = undivided;
  is_from_pll = run_system_from_pll();
  if (!is_from_pll) {
    choose(system, from_reference);
    choose(reference, from_ring_oscillator);
  }
  register_at(peripherals.control) = enabled;  // the system's
  give_timer_its_microsecond(is_from_pll ? 12 : 6);
  return is_from_pll;
}

bool run_converter() noexcept {
  constexpr std::uint32_t from_usb_pll = 0u << 5;
  if (!is_from_pll || !start(usb_pll)) return false;
  register_at(converter.divisor()) = undivided;
  register_at(converter.control) = enabled | from_usb_pll;
  return true;
}

bool run_calendar() noexcept {
  constexpr std::uint32_t from_crystal_itself = 3u << 5;
  register_at(calendar.divisor()) = 256 * undivided;
  register_at(calendar.control) = enabled | from_crystal_itself;
  return is_from_pll;
}

}  // namespace uasyncio::rp2040
