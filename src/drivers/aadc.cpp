// SPDX-License-Identifier: MIT
// An analogue value that leaves a range. It converts only while a task waits: the timer is armed
// by the wait and not armed again when nobody does; in its place a comparator, if there is one.
#include "uasyncio/drivers/aadc.hpp"

namespace uasyncio {

/// True if the value ends a wait.
bool AadcBase::convert() noexcept {
  const machine::Sample sample = read_(*this);
  error_ = sample.error;
  if (error_) return false;
  read_at_ = Alarm::now();
  return range_.take(sample.value);
}

/// A wait begins.
void AadcBase::look() noexcept {
  if (convert()) {
    left_.set();
    ring_at(never);
  } else {
    left_.clear();
    const bool is_watched = watch_ != nullptr && !error_;
    ring_at(is_watched ? Instant(never) : Alarm::now() + from_milliseconds(period_ms_));
    if (is_watched) watch_(*this);
  }
}

void AadcBase::on_alarm(Alarm& alarm, Cause) noexcept {
  auto& self = static_cast<AadcBase&>(alarm);
  if (self.left_.has_waiters()) self.look();
}

}  // namespace uasyncio
