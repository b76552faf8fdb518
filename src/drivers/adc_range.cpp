// SPDX-License-Identifier: MIT
// The range of an AADC, apart from time and pins. Limits are kept within what a converter can
// give, an end of the scale needs no hysteresis, and one that is too large for its range is made
// smaller: otherwise there would be ranges that no value can leave or enter.
#include "uasyncio/drivers/adc_range.hpp"

#include <algorithm>

namespace uasyncio {
namespace {

constexpr std::int64_t most = 65'535;

std::uint16_t clamped(std::int64_t value) noexcept {
  return static_cast<std::uint16_t>(std::clamp<std::int64_t>(value, 0, most));
}

}  // namespace

void AdcRange::set(int low, int high) noexcept {
  low_ = clamped(std::min(low, high));
  high_ = clamped(std::max(low, high));
}

void AdcRange::around_last(int delta) noexcept {
  const std::int64_t length = delta < 0 ? -std::int64_t{delta} : std::int64_t{delta};
  low_ = clamped(last_ - length);
  high_ = clamped(last_ + length);
}

/// What ends no wait, both included; beyond an end of the scale there is nothing to leave for.
machine::AdcWindow AdcRange::outer() const noexcept {
  const std::int64_t below = std::max<std::int64_t>(low_ - hysteresis_, 1);
  const std::int64_t above = std::min<std::int64_t>(high_ + hysteresis_, most - 1);
  return {clamped(low_ == 0 ? 0 : below), clamped(high_ == most ? most : above)};
}

/// What ends a wait with the sense inverted, both included; it has a value at least.
machine::AdcWindow AdcRange::inner() const noexcept {
  const std::int64_t middle = (low_ + high_) / 2;
  const std::int64_t low = low_ == 0 ? 0 : low_ + hysteresis_;
  const std::int64_t high = high_ == most ? most : high_ - hysteresis_;
  return {clamped(std::min(low, middle)), clamped(std::max(high, middle))};
}

bool AdcRange::take(std::uint16_t value) noexcept {
  last_ = value;
  const machine::AdcWindow window = is_normal_ ? outer() : inner();
  const bool is_within = value >= window.low && value <= window.high;
  return is_within != is_normal_;
}

machine::AdcWindow AdcRange::quiet() const noexcept {
  if (is_normal_) return outer();
  const machine::AdcWindow wanted = inner();
  if (last_ < wanted.low) return {0, clamped(wanted.low - 1)};
  return {clamped(wanted.high + 1), clamped(most)};
}

}  // namespace uasyncio
