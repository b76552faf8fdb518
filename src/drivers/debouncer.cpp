#include "uasyncio/drivers/debouncer.hpp"

#include <limits>

namespace uasyncio {

bool Debouncer::look(bool level, bool is_edge, Time now) noexcept {
  const Duration bounce = bounce_ms_ * microseconds_per_millisecond;
  if (how_ == Debounce::stable) {
    if (is_edge) {
      deadline_ = time_after(now, bounce);
      return false;
    }
    if (now < deadline_) return false;
    deadline_ = never;
    if (take(level)) return true;
    count_short_pulse();
    return false;
  }
  if (deadline_ != never && now < deadline_) return false;
  deadline_ = never;
  if (take(level)) {
    deadline_ = time_after(now, bounce);
    return true;
  }
  if (is_edge) count_short_pulse();
  return false;
}

bool Debouncer::take(bool level) noexcept {
  if (level == level_) return false;
  level_ = level;
  return true;
}

void Debouncer::count_short_pulse() noexcept {
  if (short_pulses_ != std::numeric_limits<std::uint16_t>::max()) ++short_pulses_;
}

}  // namespace uasyncio
