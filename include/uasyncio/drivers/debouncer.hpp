// SPDX-License-Identifier: MIT
// Debouncer: what a contact means, from its levels and their times.
#pragma once

#include "uasyncio/port/time.hpp"

#include <cstdint>

namespace uasyncio {

/// When a change of level counts.
enum class Debounce : std::uint8_t {
  first_edge,  // at once; then the contact is not looked at for the length of a bounce
  stable,      // when the level has not changed for the length of a bounce: noise never counts
};

/// Knows neither pins nor tasks: whoever has them calls `look` at each edge and at each deadline.
/// From one context at a time.
class Debouncer {
 public:
  Debouncer(bool level, std::uint16_t bounce_ms, Debounce how) noexcept
      : bounce_ms_(bounce_ms), how_(how), level_(level) {}

  /// The contact has this level `now`; `is_edge`: because an edge came, not because the deadline
  /// has passed. True if the level that counts has changed.
  bool look(bool level, bool is_edge, Instant now) noexcept;
  /// When to look again, `never` if at the next edge.
  Instant deadline() const noexcept { return deadline_; }
  /// The level that counts.
  bool level() const noexcept { return level_; }
  /// How many times an edge came, and the level that counts stayed: pulses too short for the
  /// debouncing, or for the loop that was busy. Saturates.
  std::uint16_t short_pulses() const noexcept { return short_pulses_; }

 private:
  bool take(bool level) noexcept;

  Instant deadline_ = never;
  std::uint16_t bounce_ms_;
  std::uint16_t short_pulses_ = 0;
  Debounce how_;
  bool level_;
};

}  // namespace uasyncio
