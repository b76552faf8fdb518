// SPDX-License-Identifier: MIT
// Of kernel/scheduler.hpp: cancelling. A request goes from a task to the one that it awaits, and so
// on; here is how far it goes, and what becomes of it in a cleanup, which must not be cut short.
#include "uasyncio/kernel/scheduler.hpp"

#include "uasyncio/kernel/wait_list.hpp"

namespace uasyncio::kernel {
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
  return target == task || target->done() || (target->flags & closed_to_cancel) != 0 ? nullptr
                                                                                     : target;
}

}  // namespace

// A request goes along a chain: from a task to the one that it awaits, and so on. Where the chain
// ends at a wait for several tasks, each of those begins a chain of its own, one after the other.
// A task that waits for several is in no list, so its links hold the way back meanwhile:
// `first_asked`, the first task of its chain, and `asks_for`, the task whose children are being
// asked further out. So the stack stays flat, however deep the waits are nested.

/// Asks `task`, and those that it goes on to, to end. Returns the task whose children are next:
/// the last one, if that waits for several, or `outer`.
[[gnu::always_inline]] inline TaskHeader* Scheduler::ask(TaskHeader* task, std::uint8_t scope,
                                                         TaskHeader* outer) noexcept {
  UASYNCIO_ASSERT(outer == nullptr || (outer->flags & closed_to_cancel) != 0, outer->flags);
  if ((task->flags & closed_to_cancel) != 0) {
    clear(task, forwarded);  // the request came round, through a gather: it ends here
    return outer;
  }
  TaskHeader* const first = task;
  for (;;) {
    UASYNCIO_ASSERT(!task->done() && task->state != State::free, task->state);
    task->flags |= scope;
    const bool held_back =
        scope != 0 && task->shield_depth != 0 && !task->scheduler->ignores_shields_;
    if (held_back) break;
    TaskHeader* target = forward_target(task);
    if (target != nullptr) {
      task->flags |= forwarded | closed_to_cancel;
      task = target;
      scope = cancel_requested;
      continue;
    }
    if (task->state == State::composite) {
      if (task->scheduler->asks_once_ && (task->flags & forwarded) != 0) break;
      task->flags |= forwarded | closed_to_cancel;
      task->first_asked = first;
      task->asks_for = outer;
      return task;
    }
    if (task->state == State::ready || task->state == State::running) {
      task->flags |= cancel_pending;
    } else {
      cancel_in_place(task);
    }
    break;
  }
  if (task != first) end_chain(first, task);
  return outer;
}

bool Scheduler::request_cancel(TaskHeader* task, std::uint8_t scope) noexcept {
  UASYNCIO_ASSERT(scope == 0 || scope == cancel_requested, scope);
  // One that was made while no loop runs has no scheduler yet.
  UASYNCIO_ASSERT(task->scheduler == nullptr || task->done() || task->scheduler->is_owner());
  // The usual case: there is no chain, and nothing holds it back.
  if (task->is_in_queue_undisturbed() && task->shield_depth == 0) {
    task->flags = scope;
    cancel_in_place(task);
    return true;
  }
  if (task->done()) return false;
  TaskHeader* asking = nullptr;  // its children are asked
  for (;;) {
    asking = ask(task, scope, asking);
    do {
      if (asking == nullptr) [[likely]]
        return true;
      Composite* const composite = asking->waits_on.composite;
      task = composite->rules->next_child(composite);
      if (task == nullptr) asking = end_children(asking);
    } while (task == nullptr || task->done());
    scope = cancel_requested;
  }
}

/// All children of a task that waits for several have been asked. Returns the one further out.
TaskHeader* Scheduler::end_children(TaskHeader* task) noexcept {
  UASYNCIO_ASSERT(task->state == State::composite, task->state);
  UASYNCIO_ASSERT((task->flags & closed_to_cancel) != 0, task->flags);
  Composite* const composite = task->waits_on.composite;
  TaskHeader* const first = task->first_asked;
  TaskHeader* const outer = task->asks_for;
  // If tasks wait for each other in a cycle, the request has come back to this one meanwhile, and
  // `ask` has cleared the flag. But to the other children it did go on.
  const bool came_round = (task->flags & forwarded) == 0;
  clear(task, closed_to_cancel);
  task->flags |= forwarded;
  if (composite->rules->all_asked(composite, came_round)) cancel_in_place(task);
  end_chain(first, task);
  return outer;
}

/// The request is through. None of the tasks has run, so the chain is still as it was.
void Scheduler::end_chain(TaskHeader* first, TaskHeader* last) noexcept {
  for (TaskHeader* each = first; each != last;) {
    UASYNCIO_ASSERT(each->state == State::awaiting, each->state);
    UASYNCIO_ASSERT((each->flags & closed_to_cancel) != 0, each->flags);
    TaskHeader* next = each->waits_on.task;
    clear(each, closed_to_cancel);
    if ((each->flags & forwarded) == 0) cancel_in_place(each);  // it came round to this one
    each = next;
  }
}

void Scheduler::cancel_in_place(TaskHeader* task) noexcept {
  UASYNCIO_ASSERT(task->state >= State::sleeping && task->state <= State::detached, task->state);
  UASYNCIO_ASSERT((task->flags & handed_over) == 0, task->flags);
  task->scheduler->unlink(task);
  task->scheduler->make_ready_cancelled(task);
}

void Scheduler::unlink(TaskHeader* task) noexcept {
  UASYNCIO_ASSERT(task->scheduler == this && is_owner(), task->state);
  UASYNCIO_ASSERT(!task->done(), task->state);
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

/// What the running task has asked of itself and has not been delivered yet waits for the end of
/// the cleanup that begins. A request to the whole task says so by itself; otherwise it is a
/// time-out that has struck.
void Scheduler::hold_back() noexcept {
  UASYNCIO_ASSERT(current_->state == State::running, current_->state);
  UASYNCIO_ASSERT((current_->flags & cancel_pending) != 0, current_->flags);
  clear(current_, cancel_pending);
  if ((current_->flags & cancel_requested) == 0) current_->flags |= timeout_held_back;
}

bool Scheduler::must_unwind_after_shield(Frame* frame) noexcept {
  TaskHeader* task = current_;
  UASYNCIO_ASSERT(task != nullptr && frame != nullptr);
  UASYNCIO_ASSERT(task->state == State::running, task->state);
  if (task->shield_depth != 0) return false;
  const bool may_have_timed_out = (task->flags & timeout_held_back) != 0;
  clear(task, timeout_held_back);
  if ((task->flags & cancel_requested) != 0) return true;
  return may_have_timed_out && has_timed_out_above(task, frame);
}

bool Scheduler::has_timed_out_above(TaskHeader* task, Frame* frame) noexcept {
  UASYNCIO_ASSERT(frame != nullptr);
  UASYNCIO_ASSERT(!task->done(), task->state);
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

}  // namespace uasyncio::kernel
