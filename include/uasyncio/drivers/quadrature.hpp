// SPDX-License-Identifier: MIT
// Quadrature and EncoderValue: what a rotary encoder counts, and what its user makes of it.
#pragma once

#include "uasyncio/port/atomic.hpp"

#include <atomic>
#include <cstdint>
#include <optional>

namespace uasyncio {

/// Two signals, a quarter of a period apart. Each change of one is a step; the table of all pairs
/// of states knows its direction. Knows neither pins nor tasks; `step` is called by the interrupt,
/// the rest from anywhere, also meanwhile.
class Quadrature {
 public:
  Quadrature(bool x, bool y) noexcept : state_(state(x, y)) {}

  /// The levels are these. True if that is a step.
  bool step(bool x, bool y) noexcept;
  /// So many steps, which hardware has counted. Not while an interrupt steps.
  void add(std::int32_t change) noexcept;
  /// Steps since the start, those of one direction less those of the other, modulo 2^32.
  std::int32_t raw() const noexcept { return raw_.load(std::memory_order_relaxed); }
  /// How many times both signals had changed: two steps that were served too late, of which only
  /// the length is known. They count in the direction of the step before them.
  std::uint32_t lost() const noexcept { return lost_.load(std::memory_order_relaxed); }

 private:
  static std::uint8_t state(bool x, bool y) noexcept {
    return static_cast<std::uint8_t>((x ? 2 : 0) + (y ? 1 : 0));
  }

  detail::Atomic<std::int32_t> raw_{0};
  detail::Atomic<std::uint32_t> lost_{0};
  std::uint8_t state_;
  std::int8_t direction_ = 1;
};

struct EncoderOptions {
  int v = 0;                     // the first value
  int div = 1;                   // steps of the encoder for one of the value: 1, 2 or 4 ...
  std::optional<int> vmin = {};  // the value stays within these, ends included
  std::optional<int> vmax = {};
  std::optional<int> mod = {};   // the value is taken modulo this
  std::uint16_t delay_ms = 100;  // from the first step to the callback: what comes meanwhile is
                                 // told with it
};

/// The value of an encoder: its steps divided, limited, and modulo. From one context at a time.
class EncoderValue {
 public:
  explicit EncoderValue(const EncoderOptions& options) noexcept;

  /// The encoder has counted so far. Gives by how much the value has changed; 0 if the options are
  /// not valid.
  int follow(std::int32_t raw) noexcept;
  int value() const noexcept { return value_; }
  /// Whether the first value is within the limits, which it must be, and `div` and `mod` positive.
  bool is_valid() const noexcept { return div_ != 0; }

 private:
  int div_;  // 0: the options are not valid
  int least_;
  int most_;
  int mod_;                  // 0: none
  std::int32_t origin_ = 0;  // the raw count at which the value last moved
  int value_;
};

}  // namespace uasyncio
