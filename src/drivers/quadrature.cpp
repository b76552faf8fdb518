// SPDX-License-Identifier: MIT
// The steps of a quadrature encoder, counted in its interrupt, and the value that is made of them
// in the loop. The table knows every change of the two levels, so a bounce goes there and back by
// itself and an edge that is told twice counts nothing.
#include "uasyncio/drivers/quadrature.hpp"

#include <algorithm>
#include <limits>

namespace uasyncio {
namespace {

// By the state before and the state now, each x * 2 + y: +1 and -1 are steps, 2 is a jump.
constexpr std::int8_t jump = 2;
constexpr std::int8_t steps[16] = {0, -1, 1, jump, 1, 0, jump, -1, -1, jump, 0, 1, jump, 1, -1, 0};

/// The count begins anew at its other end.
std::int32_t wrapped_sum(std::int32_t count, std::int32_t change) noexcept {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(count) +
                                   static_cast<std::uint32_t>(change));
}

std::int32_t wrapped_difference(std::int32_t count, std::int32_t other) noexcept {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(count) -
                                   static_cast<std::uint32_t>(other));
}

}  // namespace

void Quadrature::add(std::int32_t change) noexcept {
  raw_.store(wrapped_sum(raw_.load(std::memory_order_relaxed), change), std::memory_order_relaxed);
}

bool Quadrature::step(bool x, bool y) noexcept {
  const std::uint8_t now = state(x, y);
  const std::int8_t step = steps[state_ * 4 + now];
  state_ = now;
  if (step == 0) return false;
  // Plain stores: only the interrupt changes these.
  if (step == jump) {
    lost_.store(lost_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    add(2 * direction_);
  } else {
    direction_ = step;
    add(step);
  }
  return true;
}

EncoderValue::EncoderValue(const EncoderOptions& options) noexcept
    : div_(options.div),
      least_(options.vmin.value_or(std::numeric_limits<int>::min())),
      most_(options.vmax.value_or(std::numeric_limits<int>::max())),
      mod_(options.mod.value_or(0)),
      value_(options.v) {
  const bool is_valid =
      value_ >= least_ && value_ <= most_ && div_ > 0 && options.mod.value_or(1) > 0;
  if (!is_valid) div_ = 0;
}

int EncoderValue::follow(std::int32_t raw) noexcept {
  if (!is_valid()) return 0;
  // The value moves when the encoder has gone a whole `div` beyond where it last moved: so detents
  // are even, and a knob that trembles at one of them does not make the value tremble.
  const std::int32_t gone = wrapped_difference(raw, origin_);
  const std::int32_t whole = gone / div_;
  origin_ = wrapped_sum(origin_, whole * div_);
  const int before = value_;
  value_ = static_cast<int>(std::clamp<std::int64_t>(std::int64_t{value_} + whole, least_, most_));
  if (mod_ != 0) {
    value_ %= mod_;
    if (value_ < 0) value_ += mod_;
  }
  return wrapped_difference(value_, before);
}

}  // namespace uasyncio
