// SPDX-License-Identifier: MIT
// RTC0 (reference manual, chapter 19 "Real time counter (RTC)"). Its counter has 24 bits and goes
// round in 512 s: the alarm, which is compare register 0, comes each half round at the latest.
#include "ports/nrf/rtc_clock.hpp"

#include "ports/cortex_m/interrupts.hpp"
#include "ports/cortex_m/registers.hpp"
#include "ports/nrf/chip.hpp"

#include <algorithm>

namespace uasyncio::nrf {
namespace {

using cortex_m::register_at;

// Chapter 13 "Clock management".
constexpr std::uintptr_t start_slow_clock = 0x4000'0008;
constexpr std::uintptr_t slow_clock_source = 0x4000'0518;

constexpr std::uintptr_t base = 0x4000'B000;
constexpr std::uintptr_t start_counter = base + 0x000;
constexpr std::uintptr_t reached_0 = base + 0x140;
constexpr std::uintptr_t enable_interrupts = base + 0x304;
constexpr std::uintptr_t enable_events = base + 0x344;
constexpr std::uintptr_t counter = base + 0x504;
constexpr std::uintptr_t compare_0 = base + 0x540;
constexpr std::uint32_t interrupt_0 = 1u << 16;

constexpr std::uint32_t counter_mask = 0xFF'FFFF;
constexpr unsigned unused_bits = 8;

std::uint32_t read_counter() noexcept { return register_at(counter) << unused_bits; }

// 10^6 / 32,768 = 15,625 / 512.
constexpr Time to_time(std::uint64_t ticks) noexcept { return ticks * 15'625 >> 9; }

// At least so many microseconds, for up to half a round: as a multiplication, by 2^32 * 512 /
// 15,625 rounded up, because a division takes a processor without one hundreds of instructions.
constexpr std::uint32_t to_ticks(std::uint32_t microseconds) noexcept {
  return static_cast<std::uint32_t>(microseconds * std::uint64_t{140'737'489} >> 32) + 1;
}

constexpr std::uint32_t half_round_us = to_time(1u << 23);

}  // namespace

void RtcClock::start(Source source) noexcept {
  register_at(slow_clock_source) = source == Source::crystal ? 1 : 0;
  register_at(start_slow_clock) = 1;
  register_at(enable_events) = interrupt_0;
  register_at(enable_interrupts) = interrupt_0;
  register_at(start_counter) = 1;
  cortex_m::enable_irq(irq::rtc0);
}

Instant RtcClock::now() const noexcept {
  return at_microseconds(to_time(clock_.read(read_counter) >> unused_bits));
}

void RtcClock::acknowledge() noexcept { register_at(reached_0) = 0; }

// A comparison surely comes only if it was written at least two ticks before (19.1.7): three are
// asked for, and if that was too slow the interrupt is ours, which asks again.
bool RtcClock::set_alarm(Instant deadline) noexcept {
  const std::uint64_t ticks = clock_.read(read_counter) >> unused_bits;
  const Instant time = at_microseconds(to_time(ticks));
  clock_.note(static_cast<std::uint32_t>(ticks << unused_bits));
  if (time >= deadline) return false;
  const auto from = static_cast<std::uint32_t>(ticks) & counter_mask;
  const std::uint32_t to_half = (1u << 23) - (from & (counter_mask >> 1));
  const Time left_us = to_microseconds(deadline - time);
  const auto length_us = static_cast<std::uint32_t>(std::min<Time>(left_us, half_round_us));
  const std::uint32_t wanted = to_ticks(length_us);
  falls_short_ = left_us > half_round_us || wanted > to_half;
  constexpr std::uint32_t shortest = 3;
  const std::uint32_t length = std::max(std::min(wanted, to_half), shortest);
  acknowledge();
  register_at(compare_0) = (from + length) & counter_mask;
  const std::uint32_t passed = (register_at(counter) - from) & counter_mask;
  if (passed + 2 > length) {
    falls_short_ = true;
    cortex_m::pend_irq(irq::rtc0);
  }
  return true;
}

}  // namespace uasyncio::nrf
