// SPDX-License-Identifier: MIT
// PulseClock: exact time from the pulse that a positioning receiver gives at each second, and from
// its sentences, which say later what second that was. Knows neither pins nor tasks.
#pragma once

#include "uasyncio/port/time.hpp"

#include <cstdint>
#include <limits>

namespace uasyncio {

/// An instant of UTC. A leap second, 23:59:60, has the microseconds of the second behind it.
struct UtcInstant {
  static constexpr std::int64_t us_per_second = 1'000'000;

  std::int64_t us = 0;  // since 1970
  bool is_leap_second = false;
};

/// The newest pulse, and how time goes on from there. Its functions: from anywhere.
struct PulseMark {
  static constexpr std::uint32_t nominal_second = 256'000'000;
  static constexpr std::uint64_t longest = 64 * microseconds_per_second;
  static constexpr std::int64_t no_leap = std::numeric_limits<std::int64_t>::min();

  Time when = 0;                          // by the loop's clock
  std::int64_t utc_us = 0;                // the same instant
  std::int64_t leap_us = no_leap;         // the end of a leap second
  std::uint32_t second = nominal_second;  // in 1/256 us of the loop's clock
  bool is_proven = false;                 // false: nobody knows what second it was

  /// Whether `at` is of use: proven, and no further from the pulse than `longest`.
  bool knows(Time instant) const noexcept;
  /// What it is at `instant`, before or after the pulse. Only if it knows.
  UtcInstant at(Time instant) const noexcept;
};

/// How many of each; they stop at their greatest value.
struct PulseCounters {
  std::uint32_t pulses = 0;
  std::uint16_t rejected = 0;        // pulses that are not whole seconds behind the others
  std::uint16_t restarts = 0;        // pulses were away for too long, or had moved
  std::uint16_t contradictions = 0;  // sentences that name another second than was proven
  std::uint16_t steps = 0;           // those of ten seconds in a row did
};

/// A pulse has its number from the time since the one before, so that one that is lost does no
/// harm. A sentence names the pulse before it, if that is less than a second ago; what those of
/// three seconds in a row say is proven, and it takes ten to prove the contrary. The length of a
/// second is learned: the loop's clock may be wrong by 12 %. All functions: from one context at a
/// time.
class PulseClock {
 public:
  /// A pulse came at `when`, not before the one that was told last. False if it is rejected.
  bool pulse(Time when) noexcept;
  /// A sentence whose `$` came at `arrival` tells a whole second of UTC, since 1970, as a receiver
  /// with a fix knows it; 23:59:60 is the second behind it, with `is_leap_second`.
  void label(std::int64_t utc_s, bool is_leap_second, Time arrival) noexcept;

  const PulseMark& mark() const noexcept { return mark_; }
  const PulseCounters& counters() const noexcept { return counters_; }
  /// Counts seconds; begins anew with each restart.
  std::int64_t number() const noexcept { return number_; }
  /// How fast the loop's clock is against the pulses, in parts per billion; 0: not known.
  std::int32_t drift_ppb() const noexcept;

 private:
  std::uint32_t whole_seconds(std::uint64_t gap) const noexcept;
  void begin(Time when) noexcept;
  bool reject(Time when) noexcept;
  void learn(std::uint64_t gap) noexcept;
  void believe(std::int64_t base) noexcept;
  bool vote(std::int64_t base, std::int64_t number) noexcept;

  PulseMark mark_;
  PulseCounters counters_;
  std::int64_t number_ = 0;      // of the newest pulse
  std::int64_t base_ = 0;        // what second number 0 was
  std::int64_t candidate_ = 0;   // what others say that it was
  std::int64_t voted_ = 0;       // the number of the pulse that was named by the last of them
  Time rival_ = 0;               // the last pulse that was rejected
  std::uint64_t rival_gap_ = 0;  // and the time before it
  std::uint8_t votes_ = 0;
  std::uint8_t rivals_ = 0;
  bool is_learned_ = false;
};

}  // namespace uasyncio
