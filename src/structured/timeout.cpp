// SPDX-License-Identifier: MIT
// A time limit that can be moved while it runs. It is the TimeLimit of wait_for with a phase,
// because it is an object of the user, who may move it before, while and after it counts.
#include "uasyncio/structured/timeout.hpp"

namespace uasyncio {

bool Timeout::reschedule(Length limit) noexcept {
  if (phase_ == Phase::running) return move_to(task_->scheduler->deadline_after(limit.duration()));
  if (phase_ == Phase::over) return false;
  time_limit = limit.duration();
  is_instant_ = false;
  return true;
}

bool Timeout::move_to(Instant instant) noexcept {
  if (phase_ == Phase::over || has_struck()) return false;
  if (phase_ == Phase::running) {
    task_->scheduler->remove_timer(this);
    set_timer(instant);
  } else {
    time_limit = instant - Instant{};
    is_instant_ = true;
  }
  return true;
}

void Timeout::set_timer(Instant instant) noexcept {
  kernel::Scheduler* const scheduler = task_->scheduler;
  deadline = instant;
  scheduler->add_timer(this);
  if (instant <= scheduler->port().now()) scheduler->port().wake();  // due at the next look
}

void Timeout::start(detail::CoroBase& body, kernel::Frame* waiting) noexcept {
  if (phase_ != Phase::unused) {
    kernel::Scheduler::running()->fail(Error::runtime("a Timeout serves one await"), waiting);
    return;
  }
  body_ = &body;
  if (body.can_start()) {
    phase_ = Phase::running;
    const Instant wanted = Instant{} + time_limit;
    if (is_instant_) time_limit = never;
    begin();
    if (is_instant_) move_to(wanted);
  }
  detail::BodyCatcher<Timeout>::start(*this, waiting);
}

bool Timeout::body_over(kernel::TaskHeader* task, bool unwound) noexcept {
  phase_ = Phase::over;
  return TimeLimit::body_over(task, unwound);
}

bool Timeout::abandon() noexcept {
  phase_ = Phase::over;  // destructors may still try to move it
  return TimeLimit::abandon();
}

}  // namespace uasyncio
