// SPDX-License-Identifier: MIT
// Latency, micropython-async V2's word for low power: timers may be late by so much, so that
// several of them share one waking of the processor. The loop's own words: Loop::latency_ms.
#pragma once

#include "uasyncio/core/loop.hpp"

namespace uasyncio {

/// The latency of the loop that runs; all objects of this class stand for the same setting.
class Latency {
 public:
  static constexpr int default_ms = 100;

  /// Sets it, in milliseconds. From tasks; without a loop it does nothing.
  explicit Latency(Milliseconds length = default_ms) noexcept { (*this)(length); }

  /// In milliseconds; 0 without a loop. From tasks.
  std::uint64_t operator()() const noexcept {
    const Loop* const loop = Loop::running();
    return loop == nullptr ? 0 : loop->latency_ms();
  }
  /// Sets it, and gives what it was. 0 is full speed. From tasks.
  std::uint64_t operator()(Milliseconds length) const noexcept {
    const std::uint64_t before = (*this)();
    if (Loop* const loop = Loop::running()) loop->latency_ms(length);
    return before;
  }
};

}  // namespace uasyncio
