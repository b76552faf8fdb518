// Time from a stopwatch of 12.5 MHz that is started anew now and then: without 64-bit divisions,
// which would be slow library calls, and without losing parts of a microsecond.
#pragma once

#include "uasyncio/port/time.hpp"

#include <cstdint>

namespace uasyncio::lm3s {

class Stopwatch {
 public:
  /// `ticks` since the last restart.
  constexpr Time time(std::uint32_t ticks) const noexcept {
    return started_ + ticks / 25 * 2 + fraction(ticks) / 25;
  }

  /// The stopwatch shows 0 again, and showed `ticks` just before.
  constexpr void restart(std::uint32_t ticks) noexcept {
    const std::uint32_t rest = fraction(ticks) % 25;
    started_ = time(ticks);
    started_25ths_ = rest;
  }

 private:
  // A tick is 2/25 us.
  constexpr std::uint32_t fraction(std::uint32_t ticks) const noexcept {
    return started_25ths_ + ticks % 25 * 2;
  }

  Time started_ = 0;  // in microseconds and 25ths of one
  std::uint32_t started_25ths_ = 0;
};

/// Rounded up. Fits for lengths up to 343 s.
constexpr std::uint32_t ticks_from_microseconds(std::uint32_t length) noexcept {
  return length * 12 + (length + 1) / 2;
}

}  // namespace uasyncio::lm3s
