// SPDX-License-Identifier: MIT
// Of kernel/scheduler.hpp: ending a task at once. Its frames are destroyed, innermost first,
// without asking catch points.
#include "uasyncio/kernel/scheduler.hpp"

#include <utility>

namespace uasyncio::kernel {

/// Takes the task out of its list, and gives back what it was given and has not seen. A ready one
/// stays in the ready queue.
void Scheduler::leave_list(TaskHeader* task) noexcept {
  UASYNCIO_ASSERT(!task->done() && task->state != State::free, task->state);
  UASYNCIO_ASSERT(task->leaf != nullptr, task->state);
  unlink(task);
  if ((task->flags & handed_over) != 0) {
    task->clear_flags(handed_over);
    end_hand_over(task, true);
  }
  if (task->state != State::ready && task->state != State::composite) {
    task->state = State::detached;
  }
}

/// The same, and out of a wait for several tasks.
void Scheduler::detach(TaskHeader* task) noexcept {
  leave_list(task);
  if (task->state != State::composite) return;
  Composite* const composite = task->waits_on.composite;
  UASYNCIO_ASSERT(composite != nullptr);
  UASYNCIO_ASSERT(composite->waiter == nullptr || composite->waiter == task, task->state);
  composite->rules->abandon(composite);
  task->state = State::detached;
}

/// Takes the task out of everything that could run or touch it. Runs nothing. True if code that
/// would run after a cancel is lost.
bool Scheduler::make_inert(TaskHeader* task) noexcept {
  detach(task);
  UASYNCIO_ASSERT(task->state == State::ready || task->state == State::detached, task->state);
  if ((task->flags & failure_pending) != 0) task->failure.drop();
  task->flags = closed_to_cancel;
  bool loses = false;
  Frame* frame = task->leaf;
  UASYNCIO_ASSERT(frame != nullptr, task->state);
  while (!frame->parent.is_outermost()) {
    CatchPoint* const point = frame->parent.catch_point();
    if (point == nullptr) {
      frame = frame->parent.frame();
      continue;
    }
    if (point->decide(point, task, CatchPoint::Question::abandoned)) loses = true;
    frame = point->frame;
  }
  return loses;
}

/// The second half, of a task that has been made inert: runs destructors, in its name.
void Scheduler::destroy_frames(TaskHeader* task) noexcept {
  UASYNCIO_ASSERT(task->state == State::ready || task->state == State::detached, task->state);
  UASYNCIO_ASSERT((task->flags & closed_to_cancel) != 0, task->flags);
  Scheduler* const outer_running = std::exchange(running_, this);
  TaskHeader* const outer_current = std::exchange(current_, task);
  task->ends_after = task;  // says that its frames are going
  while (task->leaf != nullptr) {
    Frame* const frame = task->leaf;
    CatchPoint* const point = frame->parent.catch_point();
    task->leaf = point != nullptr ? point->frame : frame->parent.frame();
    frame->destroy(frame);
  }
  const bool is_queued = task->state == State::ready;
  if (is_queued) task->reference();  // of the ready queue
  task->state = State::ended;
  task->failure = Failure::cancellation();
  task->flags = failure_pending | retrieved;
  finish(task);
  if (is_queued) task->flags |= failure_pending;  // its turn gives up the reference
  current_ = outer_current;
  running_ = outer_running;
}

void Scheduler::kill(TaskHeader* task) noexcept {
  make_inert(task);
  destroy_frames(task);
}

void Scheduler::abandon_ready() noexcept {
  UASYNCIO_ASSERT(is_owner());
  for (ReadyQueue* queue : {&ready_, &urgent_}) {
    while (!queue->empty()) {
      TaskHeader* task = task_of(queue->pop());
      UASYNCIO_ASSERT(task->scheduler == this, task->state);
      if (task->done()) {
        task->unreference();
      } else {
        task->state = State::detached;
      }
    }
  }
}

}  // namespace uasyncio::kernel
