// SPDX-License-Identifier: MIT
// When a change of a contact counts. It has no pin and no timer of its own, only levels, instants
// and the instant at which to look again, so that tests and recordings can drive it.
#include "uasyncio/drivers/debouncer.hpp"

#include "uasyncio/drivers/saturating_count.hpp"

namespace uasyncio {

bool Debouncer::look(bool level, bool is_edge, Instant now) noexcept {
  const Duration bounce = from_milliseconds(bounce_ms_);
  if (how_ == Debounce::stable) {
    if (is_edge) {
      deadline_ = now + bounce;
      return false;
    }
    if (now < deadline_) return false;
    deadline_ = never;
    if (take(level)) return true;
    detail::count(short_pulses_);
    return false;
  }
  if (deadline_ != never && now < deadline_) return false;
  deadline_ = never;
  if (take(level)) {
    deadline_ = now + bounce;
    return true;
  }
  if (is_edge) detail::count(short_pulses_);
  return false;
}

bool Debouncer::take(bool level) noexcept {
  if (level == level_) return false;
  level_ = level;
  return true;
}

}  // namespace uasyncio
