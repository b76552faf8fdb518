#include "uasyncio/structured/timeout.hpp"

namespace uasyncio {

bool Timeout::reschedule(Length limit) noexcept {
  if (phase_ == Phase::running)
    return reschedule_at(task_->scheduler->deadline_after(limit.microseconds()));
  if (phase_ == Phase::over) return false;
  deadline = limit.microseconds();
  is_instant_ = false;
  return true;
}

bool Timeout::reschedule_at(Time instant) noexcept {
  if (phase_ == Phase::over || has_struck()) return false;
  if (phase_ == Phase::running) {
    task_->scheduler->remove_timer(this);
    set_timer(instant);
  } else {
    deadline = instant;
    is_instant_ = true;
  }
  return true;
}

void Timeout::set_timer(Time instant) noexcept {
  kernel::Scheduler* const scheduler = task_->scheduler;
  deadline = instant;
  scheduler->add_timer(this);
  if (instant <= scheduler->port().now()) scheduler->port().wake();  // due at the next look
}

void Timeout::run(detail::CoroBase& body, kernel::Frame* waiting) noexcept {
  if (phase_ != Phase::unused) {
    kernel::Scheduler::running()->fail(Error::runtime("a Timeout serves one await"), waiting);
    return;
  }
  if (body.can_start()) {
    phase_ = Phase::running;
    body_ = &body;
    const Time wanted = deadline;
    if (is_instant_) deadline = never;
    begin(waiting, &on_end);
    if (is_instant_) reschedule_at(wanted);
  }
  body.start(waiting, kernel::ParentLink(static_cast<kernel::CatchPoint*>(this)));
}

bool Timeout::on_end(kernel::CatchPoint* point, kernel::TaskHeader* task,
                     Question question) noexcept {
  auto* self = static_cast<Timeout*>(point);
  switch (question) {
    case Question::ended: self->body_->own_ended(); break;
    case Question::unwound: self->body_->forget(); break;
    case Question::abandoned:
      self->stop_timer();
      self->phase_ = Phase::over;  // destructors may still try to move it
      return false;
    case Question::has_timed_out: return self->may_be_delivered(task);
  }
  self->phase_ = Phase::over;
  return self->settle(task, question == Question::unwound);
}

}  // namespace uasyncio
