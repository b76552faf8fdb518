// SPDX-License-Identifier: MIT
// Touch by arithmetic. The average follows warmth and moisture, in either direction, some 256
// values behind, and stands still while the pad is touched. What was learned with a finger on the
// pad shows as a value on the wrong side when that goes, and is learned anew at once.
#include "uasyncio/drivers/touch_detector.hpp"

#include "uasyncio/drivers/saturating_count.hpp"

#include <algorithm>
#include <utility>

namespace uasyncio {
namespace {

constexpr std::uint32_t highest_sample = (1u << 24) - 1;
constexpr std::uint8_t enough_values = 16;
constexpr unsigned fast_bits = 4;  // while it learns, a value weighs 16 times as much

}  // namespace

bool TouchDetector::take(std::uint32_t sample) noexcept {
  misses_ = 0;
  sum_ += std::min(sample, highest_sample);
  if (++samples_ < sensing_.mean_of) return false;
  last_ = sum_ / samples_;
  sum_ = 0;
  samples_ = 0;
  return take_value(last_);
}

bool TouchDetector::miss() noexcept { return ++misses_ == enough_values && reset(); }

bool TouchDetector::reset() noexcept {
  sum_ = untouched_ = 0;
  samples_ = misses_ = 0;
  values_ = 0;
  is_calibrated_ = looks_other_ = false;
  return std::exchange(is_touched_, false);
}

/// At least one, so that noise of less than that is none.
std::int32_t TouchDetector::threshold() const noexcept {
  const std::uint32_t length =
      sensing_.is_percent ? untouched() * sensing_.threshold / 100 : sensing_.threshold;
  return std::max<std::int32_t>(static_cast<std::int32_t>(length), 1);
}

bool TouchDetector::take_value(std::uint32_t value) noexcept {
  const auto change = static_cast<std::int32_t>(value - untouched());
  const std::int32_t beyond = sensing_.rises ? change : -change;
  if (!is_calibrated_) {
    calibrate(value, change);
    return false;
  }
  const bool looks_touched = beyond > (is_touched_ ? threshold() / 2 : threshold());
  if (looks_touched != is_touched_) return turn_over();
  looks_other_ = false;
  if (!is_touched_) {
    follow(value, change, beyond);
    return false;
  }
  if (++values_ != sensing_.stuck_after) return false;
  detail::count(stuck_);
  learn(value);
  is_touched_ = false;
  return true;
}

void TouchDetector::calibrate(std::uint32_t value, std::int32_t change) noexcept {
  if (values_ == 0 || change > threshold() || change < -threshold()) {
    learn(value);
  } else {
    untouched_ += static_cast<std::uint32_t>(change) << fast_bits;
  }
  is_calibrated_ = ++values_ == enough_values;
  if (is_calibrated_) values_ = 0;
}

/// With the second value in a row.
bool TouchDetector::turn_over() noexcept {
  looks_other_ = !looks_other_;
  if (looks_other_) return false;
  is_touched_ = !is_touched_;
  values_ = 0;
  return true;
}

void TouchDetector::follow(std::uint32_t value, std::int32_t change, std::int32_t beyond) noexcept {
  if (beyond >= -threshold()) {
    untouched_ += static_cast<std::uint32_t>(change);
    values_ = 0;
  } else if (++values_ == enough_values) {
    learn(value);
  }
}

void TouchDetector::learn(std::uint32_t value) noexcept {
  untouched_ = value << fraction_bits;
  values_ = 0;
}

}  // namespace uasyncio
