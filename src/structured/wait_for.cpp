// SPDX-License-Identifier: MIT
// The time limit of wait_for. The body runs in the caller's task, so a limit costs a timer and no
// task; when it strikes, the body unwinds as in a cancel, and here that end becomes a
// TimeoutError, unless a real cancel has come as well.
#include "uasyncio/structured/wait_for.hpp"

namespace uasyncio::detail {

void TimeLimit::begin() noexcept {
  kernel::Scheduler* scheduler = kernel::Scheduler::running();
  enter();
  state = kernel::State::not_a_task;
  fired = &on_time_out;
  const Duration length = time_limit;  // lies where the deadline will
  deadline = scheduler->deadline_after(length);
  if (length == Duration{}) [[unlikely]] {
    // No time at all: due at the next look, and that comes now.
    deadline = Instant{};
    scheduler->port().wake();
  }
  scheduler->add_timer(this);
}

void TimeLimit::on_time_out(kernel::CallbackTimer* timer) noexcept {
  static_cast<TimeLimit*>(timer)->strike();
}

bool TimeLimit::body_over(kernel::TaskHeader* task, bool unwound) noexcept {
  if (has_struck()) [[unlikely]]
    return end_late(task);
  task->scheduler->remove_timer(this);
  return !unwound;  // a value, an exception, or a failure that passes through
}

/// The time ran out before the body was over.
bool TimeLimit::end_late(kernel::TaskHeader* task) noexcept {
  const bool failed = (task->flags & kernel::failure_pending) != 0;
  if (failed && task->failure.is_cancellation()) {
    if (is_outranked(task)) return false;
  } else if (failed) {
    task->failure.drop();
  }
  task->failure = kernel::Failure(Error::timeout);
  task->flags |= kernel::failure_pending;
  return UASYNCIO_EXCEPTIONS != 0;  // await_resume throws it; without exceptions it unwinds on
}

}  // namespace uasyncio::detail
