// SPDX-License-Identifier: MIT
// Of kernel/scheduler.hpp: cancelling, and what becomes of a request in a cleanup, which must not
// be cut short. How one goes on from a task that waits for others is in scheduler_chain.cpp.
#include "uasyncio/kernel/scheduler.hpp"

#include "uasyncio/kernel/wait_list.hpp"

namespace uasyncio::kernel {

/// The request stays with this task: it waits for no other, or the others have been asked.
void Scheduler::ask_here(TaskHeader* task, std::uint8_t scope) noexcept {
  UASYNCIO_ASSERT(!task->done() && task->state != State::free, task->state);
  UASYNCIO_ASSERT((task->flags & closed_to_cancel) == 0, task->flags);
  task->flags |= scope;
  if (is_held_back(task, scope)) return;
  if (task->state == State::ready || task->state == State::running) {
    task->flags |= cancel_pending;
  } else {
    cancel_in_place(task);
  }
}

bool Scheduler::request_cancel(TaskHeader* task, std::uint8_t scope) noexcept {
  UASYNCIO_ASSERT(scope == 0 || scope == cancel_requested, scope);
  // One that was made while no loop runs has no scheduler yet.
  UASYNCIO_ASSERT(task->scheduler == nullptr || task->done() || task->scheduler->is_owner());
  // The usual case: it waits for no other, and nothing holds the request back.
  if (task->is_in_queue_undisturbed() && task->shield_depth == 0) {
    task->flags = scope;
    cancel_in_place(task);
    return true;
  }
  if (task->done()) return false;
  if (task->state == State::awaiting) {
    await_rules_->ask(task, scope);
  } else if (task->state == State::composite) {
    task->waits_on.composite->rules->ask(task, scope);
  } else if ((task->flags & closed_to_cancel) == 0) {  // else its owner ends it already
    ask_here(task, scope);
  }
  return true;
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
  current_->clear_flags(cancel_pending);
  if ((current_->flags & cancel_requested) == 0) current_->flags |= timeout_held_back;
}

bool Scheduler::must_unwind_after_shield(Frame* frame) noexcept {
  TaskHeader* task = current_;
  UASYNCIO_ASSERT(task != nullptr && frame != nullptr);
  UASYNCIO_ASSERT(task->state == State::running, task->state);
  if (task->shield_depth != 0) return false;
  const bool may_have_timed_out = (task->flags & timeout_held_back) != 0;
  task->clear_flags(timeout_held_back);
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
