#include "uasyncio/sync/wait_for.hpp"

namespace uasyncio::detail {

void TimeLimit::begin(Frame* waiting, CatchPoint::Decide end) noexcept {
  Scheduler* scheduler = Scheduler::running();
  task_ = scheduler->current();
  shield_depth_ = static_cast<std::uint8_t>(task_->shield_depth());
  frame = waiting;
  decide = end;
  state = State::not_a_task;
  fired = &on_time_out;
  if (deadline == 0) {
    scheduler->port().wake();  // no time at all: due at the next look, and that comes now
  } else {
    deadline = scheduler->deadline_after(deadline);
  }
  scheduler->add_timer(this);
}

void TimeLimit::stop_timer() noexcept {
  if (!has_expired_) task_->scheduler->remove_timer(this);
}

void TimeLimit::on_time_out(CallbackTimer* timer) noexcept {
  auto* limit = static_cast<TimeLimit*>(timer);
  limit->has_expired_ = true;
  if (limit->may_be_delivered(limit->task_)) {
    Scheduler::time_out(limit->task_);
  } else {
    limit->task_->flags |= timeout_held_back;  // a cleanup is under way inside
  }
}

bool TimeLimit::settle(TaskHeader* task, bool unwound) noexcept {
  stop_timer();
  const bool failed = (task->flags & failure_pending) != 0;
  if (!has_expired_) return !unwound;  // a value, an exception, or a failure that passes through
  if (failed && task->failure.is_cancellation()) {
    const bool is_whole = (task->flags & cancel_requested) != 0 && task->shield_depth() == 0;
    // A cancel beats a time-out, and so does a time-out further out.
    if (is_whole || Scheduler::has_timed_out_above(task, frame)) return false;
  } else if (failed) {
    task->failure.drop();
  }
  task->failure = Failure(Error::timeout);
  task->flags |= failure_pending;
  return UASYNCIO_EXCEPTIONS != 0;  // await_resume throws it; without exceptions it unwinds on
}

}  // namespace uasyncio::detail
