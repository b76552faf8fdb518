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
    : options_(options), value_(options.v) {
  is_valid_ = options.v >= options.vmin.value_or(options.v) &&
              options.v <= options.vmax.value_or(options.v) && options.div > 0 &&
              options.mod.value_or(1) > 0;
}

int EncoderValue::follow(std::int32_t raw) noexcept {
  if (!is_valid_) return 0;
  // The value moves when the encoder has gone a whole `div` beyond where it last moved: so detents
  // are even, and a knob that trembles at one of them does not make the value tremble.
  const auto gone = static_cast<std::int32_t>(static_cast<std::uint32_t>(raw) -
                                              static_cast<std::uint32_t>(origin_));
  const std::int32_t whole = gone / options_.div;
  origin_ = wrapped_sum(origin_, whole * options_.div);
  const int before = value_;
  std::int64_t next = std::int64_t{value_} + whole;
  if (options_.vmax) next = std::min<std::int64_t>(next, *options_.vmax);
  if (options_.vmin) next = std::max<std::int64_t>(next, *options_.vmin);
  if (options_.mod) {
    // Of 32 bits, because a division of 64 is 700 bytes of the C library: no knob turns so far.
    using Limits = std::numeric_limits<std::int32_t>;
    next = static_cast<std::int32_t>(std::clamp<std::int64_t>(next, Limits::min(), Limits::max())) %
           *options_.mod;
    if (next < 0) next += *options_.mod;
  }
  value_ = static_cast<int>(next);
  return static_cast<int>(next - before);
}

}  // namespace uasyncio
