// SPDX-License-Identifier: MIT
// The range of an AADC, apart from time and pins. Limits are kept within what a converter can
// give, and the ends of the scale need no hysteresis: otherwise there would be ranges that no
// value can enter.
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

// An end of the range that is an end of the scale needs no hysteresis: no value is beyond it.
bool AdcRange::is_above(std::uint16_t value) const noexcept {
  return low_ == 0 || value >= low_ + hysteresis_;
}

bool AdcRange::take(std::uint16_t value) noexcept {
  last_ = value;
  if (is_normal_) return value + hysteresis_ < low_ || value > high_ + hysteresis_;
  const bool is_below = high_ == most || value + hysteresis_ <= high_;
  return is_above(value) && is_below;
}

machine::AdcWindow AdcRange::quiet() const noexcept {
  if (is_normal_) return {clamped(low_ - hysteresis_), clamped(high_ + hysteresis_)};
  if (!is_above(last_)) return {0, clamped(low_ + hysteresis_ - 1)};
  return {clamped(high_ - hysteresis_ + 1), clamped(most)};
}

}  // namespace uasyncio
