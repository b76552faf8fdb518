// SPDX-License-Identifier: MIT
// TouchDetector: whether a pad is touched, from what it measures.
#pragma once

#include <cstdint>

namespace uasyncio {

/// How a touch shows.
struct TouchSensing {
  std::uint8_t threshold;             // a touch moves the value by more than this
  bool is_percent = false;            // of the untouched value; or else as it is
  bool rises = false;                 // a touched pad measures more, or else less
  std::uint8_t mean_of = 1;           // so many samples make a value, 1 to 255
  std::uint16_t stuck_after = 1'500;  // so many values
};

/// Knows neither pads nor tasks. What the untouched pad measures is learned from the first 16
/// values that are alike, and followed slowly, up and down, while it is untouched. A touch begins
/// beyond the threshold and ends within half of it, both with the second value in a row that says
/// so. From one context at a time.
class TouchDetector {
 public:
  explicit TouchDetector(const TouchSensing& sensing) noexcept : sensing_(sensing) {}

  /// Takes a sample; above 2^24 - 1 it counts as that. True if `is_touched` has changed.
  bool take(std::uint32_t sample) noexcept;
  /// There was none. After 16 in a row it begins anew. True if `is_touched` has changed.
  bool miss() noexcept;
  /// Begins anew, untouched. True if it was touched.
  bool reset() noexcept;

  bool is_touched() const noexcept { return is_touched_; }
  /// Whether it knows what the untouched pad measures.
  bool is_calibrated() const noexcept { return is_calibrated_; }
  /// How many touches did not end by themselves: after `stuck_after` values what is measured counts
  /// as untouched. Saturates.
  std::uint16_t stuck() const noexcept { return stuck_; }
  /// What the untouched pad measures, as it is known so far; 0 at first.
  std::uint32_t untouched() const noexcept { return untouched_ >> fraction_bits; }
  /// What was measured last.
  std::uint32_t last() const noexcept { return last_; }

 private:
  static constexpr unsigned fraction_bits = 8;

  bool take_value(std::uint32_t value) noexcept;
  void calibrate(std::uint32_t value, std::int32_t change) noexcept;
  bool turn_over() noexcept;
  void follow(std::uint32_t value, std::int32_t change, std::int32_t beyond) noexcept;
  void learn(std::uint32_t value) noexcept;
  std::int32_t threshold() const noexcept;

  TouchSensing sensing_;
  std::uint32_t untouched_ = 0;  // in 256ths
  std::uint32_t last_ = 0;
  std::uint32_t sum_ = 0;  // of the samples of the next value
  std::uint8_t samples_ = 0;
  std::uint8_t misses_ = 0;   // in a row
  std::uint16_t values_ = 0;  // in a row that are alike, or touched, or on the wrong side
  std::uint16_t stuck_ = 0;
  bool is_calibrated_ = false;
  bool is_touched_ = false;
  bool looks_other_ = false;  // by the last value it has changed
};

}  // namespace uasyncio
