// SPDX-License-Identifier: MIT
// Latency, micropython-async V2's word for low power: timers may be late by so much, so that
// several of them share one waking of the processor. The loop's own words: Loop::latency_ms.
#pragma once

#include "uasyncio/kernel/scheduler.hpp"
#include "uasyncio/port/length.hpp"
#include "uasyncio/port/time.hpp"

#include <cstdint>

namespace uasyncio {

/// The latency of the loop that runs; all objects of this class stand for the same setting.
class Latency {
 public:
  static constexpr int default_ms = 100;

  /// Sets it, in milliseconds. From tasks; without a loop it does nothing.
  explicit Latency(Milliseconds length = default_ms) noexcept { (*this)(length); }

  /// In milliseconds; 0 without a loop. From tasks.
  std::uint64_t operator()() const noexcept {
    const kernel::Scheduler* const loop = kernel::Scheduler::running();
    return loop == nullptr ? 0 : to_milliseconds(loop->latency());
  }
  /// Sets it, and gives what it was. 0 is full speed. From tasks.
  std::uint64_t operator()(Milliseconds length) const noexcept {
    const std::uint64_t before = (*this)();
    if (auto* const loop = kernel::Scheduler::running()) loop->set_latency(length.duration());
    return before;
  }
};

}  // namespace uasyncio
