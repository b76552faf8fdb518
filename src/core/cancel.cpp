// Cancelling: who is asked, and what is asked of whom (DESIGN section 2, decisions 4 and 6).
#include "uasyncio/core/scheduler.hpp"
#include "uasyncio/core/wait_list.hpp"

namespace uasyncio {
namespace {

void clear(TaskHeader* task, unsigned flags) noexcept {
  task->flags = static_cast<std::uint8_t>(task->flags & ~flags);
}

/// The task that a cancel of `task` goes on to, or null if it stays here: not to one that the
/// request has already been through (in a cycle of tasks somebody has to stop), nor to one that is
/// over and just telling its waiters.
TaskHeader* forward_target(const TaskHeader* task) noexcept {
  if (task->state != State::awaiting || task->scheduler->is_closing()) return nullptr;
  TaskHeader* target = task->waits_on.task;
  return target == task || target->done() || (target->flags & forwarding) != 0 ? nullptr : target;
}

}  // namespace

bool Scheduler::request_cancel(TaskHeader* task, std::uint8_t scope) noexcept {
  if (task->done()) return false;
  if ((task->flags & forwarding) != 0) {
    task->flags |= cancel_pending;  // the request came round, through a gather
    return true;
  }
  TaskHeader* const first = task;
  for (;;) {
    task->flags |= scope;
    const bool held_back =
        scope != 0 && task->shield_depth != 0 && !task->scheduler->ignores_shields_;
    if (held_back) break;
    TaskHeader* target = forward_target(task);
    if (target == nullptr) {
      cancel_here(task);
      break;
    }
    task->flags |= forwarded | forwarding;
    task = target;
    scope = cancel_requested;
  }
  // None of them has run, so the chain is still as it was.
  TaskHeader* const last = task;
  for (TaskHeader* each = first; each != last;) {
    TaskHeader* next = each->waits_on.task;
    clear(each, forwarding);
    if ((each->flags & cancel_pending) != 0) cancel_in_place(each);
    each = next;
  }
  return true;
}

/// Cancels a task that does not forward to a single one.
void Scheduler::cancel_here(TaskHeader* task) noexcept {
  if (task->state == State::ready || task->state == State::running) {
    task->flags |= cancel_pending;
    return;
  }
  if (task->state == State::composite) {
    Composite* composite = task->waits_on.composite;
    task->flags |= forwarded | forwarding;
    bool is_free = composite->cancel(composite);
    clear(task, forwarding);
    // A cycle: what it waits for waits for it. The second request says so.
    if ((task->flags & cancel_pending) != 0 && !is_free) is_free = composite->leave(composite);
    clear(task, cancel_pending);
    if (!is_free) return;
  }
  cancel_in_place(task);
}

void Scheduler::cancel_in_place(TaskHeader* task) noexcept {
  task->scheduler->unlink(task);
  task->scheduler->make_ready_cancelled(task);
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
  if (task->shield_depth != 0) return false;
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
