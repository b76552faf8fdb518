// SPDX-License-Identifier: MIT
// AdcRange: the range that an AADC watches, in values of 16 bits.
#pragma once

#include "uasyncio/machine/adc.hpp"

#include <cstdint>

namespace uasyncio {

/// Knows neither converters nor tasks. From one context at a time.
class AdcRange {
 public:
  explicit AdcRange(std::uint16_t hysteresis) noexcept : hysteresis_(hysteresis) {}

  /// From `low` to `high`, both included. Limits beyond 0 and 65535 are those; if `low` is above
  /// `high` they are exchanged.
  void set(int low, int high) noexcept;
  /// From the last value less `delta` to that plus `delta`, whatever the sign.
  void around_last(int delta) noexcept;
  /// `false`: from now on a value in the range ends a wait, not one out of it.
  void sense(bool normal) noexcept { is_normal_ = normal; }
  /// Takes a value. True if it ends a wait: out of the range by more than the hysteresis, or, with
  /// the sense inverted, within it by at least as much. Where no value is, the hysteresis is less:
  /// the end of the scale is out of a range that does not have it, the middle within.
  bool take(std::uint16_t value) noexcept;
  std::uint16_t last() const noexcept { return last_; }
  /// Of the values that end no wait, those about the last one, which did not.
  machine::AdcWindow quiet() const noexcept;

 private:
  machine::AdcWindow outer() const noexcept;
  machine::AdcWindow inner() const noexcept;

  std::uint16_t low_ = 0;
  std::uint16_t high_ = 65'535;
  std::uint16_t last_ = 0;
  std::uint16_t hysteresis_;
  bool is_normal_ = true;
};

}  // namespace uasyncio
