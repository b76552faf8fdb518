// One turn of one task: the trampoline, and how failures and cancels are delivered.
#include "uasyncio/core/report.hpp"
#include "uasyncio/core/scheduler.hpp"

namespace uasyncio {

[[gnu::always_inline]] inline void Scheduler::turn(TaskHeader* task) noexcept {
  current_ = task;
  Frame* frame = task->leaf;
  if (task->flags == 0) [[likely]] {
    task->state = State::running;
  } else if ((task->flags & report_pending) != 0) {
    report_failure_(task);
    return;
  } else {
    frame = deliver(task);
    if (frame == nullptr) {
      finish(task);
      return;
    }
  }
  for (;;) {
    Frame* suspended;
    for (;;) {
      suspended = frame;
      frame->resume(frame);
      frame = next_;
      if (frame == nullptr) break;
      next_ = nullptr;
    }
    if (task->waits_undisturbed()) [[likely]] break;
    frame = settle(task, suspended);
    if (frame == nullptr) return;
  }
#if UASYNCIO_DIAGNOSTICS
  task->since_ticks = look_ticks_;
#endif
}

[[gnu::always_inline]] inline void Scheduler::step_here(TaskHeader* task) noexcept {
#if UASYNCIO_DIAGNOSTICS
  if (slow_step_ != 0) [[unlikely]] {
    task->reference();  // it may end in this turn, and its name is wanted afterwards
    const Time start = port_.now();
    turn(task);
    const Duration length = port_.now() - start;
    if (length > slow_step_) report_slow_step(task, length);
    task->unreference();
    return;
  }
#endif
  turn(task);
}

void Scheduler::step(TaskHeader* task) noexcept { step_here(task); }

void Scheduler::run_ready_until(Node* last) noexcept {
  pass_end_ = last;
  Node* node;
  do {
    node = ready_.pop();
    step_here(static_cast<TaskHeader*>(node));
  } while (node != pass_end_);
}

/// After the frames of a turn have run: is there more to do in it? Null if the turn is over; then
/// the task may be gone.
Frame* Scheduler::settle(TaskHeader* task, Frame* suspended) noexcept {
  if (task->state == State::running) {
    if ((task->flags & failure_pending) == 0) {
      // A foreign awaitable suspended the coroutine: nothing would ever resume it.
      report_foreign_await(task);
      task->leaf = suspended;
      task->flags |= cancel_pending;
    }
    Frame* frame = deliver(task);
    if (frame != nullptr) return frame;
  }
  if (task->done()) {
    finish(task);
  } else if ((task->flags & cancel_pending) != 0 && task->state != State::ready) {
    // The task cancelled itself, and has now arrived at a wait.
    task->flags = static_cast<std::uint8_t>(task->flags & ~cancel_pending);
    request_cancel(task, 0);
  }
  return nullptr;
}

/// Delivers what came while the task waited. Returns the frame to resume; null if the task ended.
Frame* Scheduler::deliver(TaskHeader* task) noexcept {
  task->state = State::running;
  for (;;) {
    const std::uint8_t flags = task->flags;
    task->flags = static_cast<std::uint8_t>(flags & ~(cancel_pending | forwarded | handed_over));
    if ((flags & cancel_pending) != 0) {
      if ((flags & handed_over) != 0) {
        HandOver* giver = task->waits_on.hand_over;
        giver->take_back(giver);
      }
      if ((flags & failure_pending) != 0) task->failure.drop();
      task->failure = Failure::cancellation();
      task->flags |= failure_pending;
    } else if ((flags & failure_pending) == 0) {
      return task->leaf;
    }
#if UASYNCIO_EXCEPTIONS
    if (!task->failure.is_cancellation()) return task->leaf;  // its await_resume throws
#endif
    Frame* frame = unwind(task);
    // Destructors may have cancelled the task meanwhile: then it goes on unwinding.
    if (frame == nullptr || (task->flags & cancel_pending) == 0) return frame;
  }
}

/// Destroys frames from the innermost outwards until a catch point says stop. Only here and at the
/// end of a task are frames destroyed, never inside a resume.
Frame* Scheduler::unwind(TaskHeader* task) noexcept {
  for (;;) {
    Frame* frame = task->leaf;
    const ParentLink parent = frame->parent;
    task->leaf = nullptr;
    frame->destroy(frame);
    if (parent.is_outermost()) {
      task->state = State::ended;
      return nullptr;
    }
    CatchPoint* point = parent.catch_point();
    if (point == nullptr) {
      task->leaf = parent.frame();
      continue;
    }
    task->leaf = point->frame;
    if (point->decide(point, task, CatchPoint::Question::unwound)) return task->leaf;
#if UASYNCIO_EXCEPTIONS
    if (!task->failure.is_cancellation()) return task->leaf;  // its await_resume throws
#endif
  }
}

}  // namespace uasyncio
