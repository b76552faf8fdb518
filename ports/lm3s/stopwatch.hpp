// SPDX-License-Identifier: MIT
// Time from a stopwatch of 12.5 MHz that is started anew now and then: without divisions, which
// take up to 12 cycles each, and without losing parts of a microsecond.
#pragma once

#include "uasyncio/port/time.hpp"

#include <cstdint>

namespace uasyncio::lm3s {

/// Counts up to 2^31 - 25 ticks, 171 s.
class Stopwatch {
 public:
  static constexpr std::uint32_t most_ticks = (std::uint32_t{1} << 31) - 25;

  /// `ticks` since the last restart.
  constexpr Time time(std::uint32_t ticks) const noexcept {
    return started_ + whole_microseconds(parts(ticks));
  }

  /// The stopwatch shows 0 again, and showed `ticks` just before.
  constexpr void restart(std::uint32_t ticks) noexcept {
    const std::uint32_t whole = whole_microseconds(parts(ticks));
    started_25ths_ = parts(ticks) - 25 * whole;
    started_ += whole;
  }

  /// What it shows when `time` has come: `most_ticks` if that is not before it has to be started
  /// anew, and 0 if it has been.
  constexpr std::uint32_t ticks_at(Time time) const noexcept {
    constexpr Time longest = most_ticks / 25 * 2;
    const Time length = time - started_;  // huge if that is before: one comparison for both
    if (length > longest) [[unlikely]]
      return time < started_ ? 0 : most_ticks;
    const auto microseconds = static_cast<std::uint32_t>(length);
    return microseconds * 12 + (microseconds + 1) / 2;  // rounded up
  }

 private:
  // A tick is 2/25 us.
  constexpr std::uint32_t parts(std::uint32_t ticks) const noexcept {
    return started_25ths_ + ticks * 2;
  }

  // A division by 25 as a multiplication by 2^35 / 25. It is rounded up, to a number whose 25-fold
  // exceeds 2^35 by less than 2^3: so the quotient is exact for all of 32 bits.
  static constexpr std::uint32_t whole_microseconds(std::uint32_t parts) noexcept {
    constexpr std::uint64_t factor = 0x51EB'851F;
    static_assert(factor * 25 - (std::uint64_t{1} << 35) < 1u << 3);
    return static_cast<std::uint32_t>(parts * factor >> 35);
  }

  Time started_ = 0;  // in microseconds and 25ths of one
  std::uint32_t started_25ths_ = 0;
};

}  // namespace uasyncio::lm3s
