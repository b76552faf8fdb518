// SPDX-License-Identifier: MIT
// Wave: what a pin does in the course of time, and what the world makes of it: contacts bounce,
// noise strikes, edges get lost, clocks run fast. For tests, on the host.
#pragma once

#include "uasyncio/testing/chance.hpp"
#include "uasyncio/testing/pin.hpp"
#include "uasyncio/testing/sim_port.hpp"

#include <cstdint>
#include <vector>

namespace uasyncio::testing {

/// Levels and the instants from which on the pin has them, in microseconds; the first is at 0. From
/// plain code and tasks.
class Wave {
 public:
  struct Step {
    std::uint64_t at;
    bool level;
  };

  explicit Wave(bool level = true) : steps_{{0, level}} {}

  bool level() const noexcept { return steps_.back().level; }
  std::uint64_t length() const noexcept { return length_; }
  const std::vector<Step>& steps() const noexcept { return steps_; }

  /// The level stays for so long.
  Wave& stay(std::uint64_t length);
  Wave& stay_ms(std::uint64_t length) { return stay(length * microseconds_per_millisecond); }
  /// The level changes.
  Wave& change();
  /// The other level for so long, and back.
  Wave& pulse(std::uint64_t length) { return change().stay(length).change(); }
  Wave& pulse_ms(std::uint64_t length) { return pulse(length * microseconds_per_millisecond); }
  /// Marks and spaces in turn, the first one a change: as remote controls are recorded.
  Wave& pulses(const std::vector<std::uint64_t>& lengths);

  /// Each change bounces: `count` times there and back within `length`.
  Wave bouncing(unsigned count, std::uint64_t length, Chance& chance) const;
  /// Pulses of up to `length`, `count` of them, anywhere.
  Wave glitching(unsigned count, std::uint64_t length, Chance& chance) const;
  /// The clock runs at so many per mille: 1100 makes everything 10 % longer.
  Wave stretched(std::uint32_t per_mille) const;
  /// Each change comes up to `length` early or late, but never before the one before it.
  Wave jittered(std::uint64_t length, Chance& chance) const;

  /// Lets the pin do all that from `start` on, in interrupts. Pin and port must outlive that; the
  /// wave need not.
  void play(SimPort& port, Pin& pin, Time start) const;

 private:
  static Wave of(std::vector<Step> steps, std::uint64_t length);

  std::vector<Step> steps_;
  std::uint64_t length_ = 0;
};

}  // namespace uasyncio::testing
