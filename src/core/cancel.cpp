// Cancelling: who is asked, and what is asked of whom (DESIGN section 2, decisions 4 and 6).
#include "uasyncio/core/scheduler.hpp"
#include "uasyncio/core/wait_list.hpp"

namespace uasyncio {
namespace {

/// The task that a cancel of `task` goes on to, or null if it stays here. Not to one that has
/// itself forwarded: in a cycle of tasks somebody has to stop.
TaskHeader* forward_target(TaskHeader* task) noexcept {
  if (task->state != State::awaiting) return nullptr;
  TaskHeader* target = task->waits_on.task;
  return (target->flags & forwarded) != 0 || target == task ? nullptr : target;
}

}  // namespace

bool Scheduler::request_cancel(TaskHeader* task, std::uint8_t scope) noexcept {
  if (task->done()) return false;
  for (;;) {
    Scheduler& owner = *task->scheduler;
    task->flags |= scope;
    const bool held_back = scope != 0 && task->shield_depth() != 0 && !owner.ignores_shields_;
    if (held_back) return true;
    if ((task->flags & forwarded) != 0) {
      // Asked again: so is whoever may have swallowed the first request. This ends, because in a
      // cycle one task has not forwarded.
      if (task->state != State::awaiting || owner.closing_) return true;
      task = task->waits_on.task;
      scope = cancel_requested;
      continue;
    }
    if (task->state == State::ready || task->state == State::running) {
      task->flags |= cancel_pending;
      return true;
    }
    if (!owner.closing_) {
      if (TaskHeader* target = forward_target(task)) {
        task->flags |= forwarded;
        task = target;
        scope = cancel_requested;
        continue;
      }
    }
    if (task->state == State::composite) {
      task->flags |= forwarded;
      Composite* composite = task->waits_on.composite;
      if (!composite->cancel(composite)) return true;
    }
    owner.unlink(task);
    owner.make_ready_cancelled(task);
    return true;
  }
}

void Scheduler::unlink(TaskHeader* task) noexcept {
  switch (task->state) {
    case State::sleeping: timers_.remove(task); break;
    case State::sleeping_low: low_timers_.remove(task); break;
    case State::listed:
    case State::listed_outside: remove(*task->waits_on.list, task); break;
    case State::awaiting:
    case State::awaiting_shielded:
    case State::awaiting_quietly: remove(task->waits_on.task->waiters, task); break;
    default: break;
  }
}

bool Scheduler::must_unwind_after_shield(Frame* frame) noexcept {
  TaskHeader* task = current_;
  if (task->shield_depth() != 0) return false;
  bool unwinds = (task->flags & cancel_requested) != 0;
  if ((task->flags & timeout_held_back) != 0) {
    task->flags = static_cast<std::uint8_t>(task->flags & ~timeout_held_back);
    unwinds = unwinds || has_timed_out_above(task, frame);
  }
  return unwinds;
}

bool Scheduler::has_timed_out_above(TaskHeader* task, Frame* frame) noexcept {
  while (!frame->parent.is_outermost()) {
    CatchPoint* point = frame->parent.catch_point();
    if (point == nullptr) {
      frame = frame->parent.frame();
      continue;
    }
    if (point->decide(point, task, CatchPoint::Question::has_timed_out)) return true;
    frame = point->frame;
  }
  return false;
}

}  // namespace uasyncio
