// SPDX-License-Identifier: MIT
// Of kernel/scheduler.hpp: how tasks begin and end, and who is told.
#include "uasyncio/kernel/scheduler.hpp"

#include "uasyncio/kernel/frame_pool.hpp"
#include "uasyncio/kernel/wait_list.hpp"

namespace uasyncio::kernel {

/// Fills the new record `task`; if there was no memory for one (null), destroys the frame. The
/// caller sets flags and state, and notes the first turn.
[[gnu::always_inline]] inline TaskHeader* Scheduler::filled(TaskHeader* task, Frame* frame,
                                                            const char* name,
                                                            Scheduler* scheduler) noexcept {
  UASYNCIO_ASSERT(frame != nullptr);
  if (task == nullptr) {
    frame->destroy(frame);
    return nullptr;
  }
  UASYNCIO_ASSERT(task->state == State::free, task->state);
  task->references = 2;  // the caller's and the scheduler's
  task->shield_depth = 0;
  task->leaf = frame;
  task->waiters.head = nullptr;
  task->scheduler = scheduler;
  task->note_name(name);
  trace_point(TraceEvent::task_created, task);
  return task;
}

TaskHeader* Scheduler::make_record(Frame* frame, const char* name) noexcept {
  return filled(FramePool::current().allocate_task_apart(), frame, name, nullptr);
}

TaskHeader* Scheduler::make_task(Frame* frame, const char* name) noexcept {
  UASYNCIO_ASSERT(is_owner());
  TaskHeader* const task = filled(FramePool::current().allocate_task(), frame, name, this);
  if (task == nullptr) return nullptr;
  task->flags = flags_at_birth_;
  task->note_turn(last_look());
  ++live_tasks_;
  UASYNCIO_ASSERT(live_tasks_ != 0);
  return task;
}

TaskHeader* Scheduler::spawn_at(Instant deadline, Frame* frame, const char* name) noexcept {
  UASYNCIO_ASSERT(is_owner());
  TaskHeader* task = make_task(frame, name);
  if (task == nullptr) return nullptr;
  const bool is_closing = task->flags != 0;  // then it ends before it starts
  if (is_closing || deadline <= port_->now()) {
    make_ready(task);
    return task;
  }
  UASYNCIO_ASSERT(task->state == State::free, task->state);
  task->deadline = deadline;
  task->state = State::sleeping;
  timers_.push(task);
  return task;
}

void TaskHeader::recycle() noexcept {
  UASYNCIO_ASSERT(done(), state);
  UASYNCIO_ASSERT(references == 0, references);
  Frame* const result = leaf;
  if (failure) failure.drop();
  FramePool::current().deallocate_task(this);
  if (result != nullptr) drop(result);
}

namespace {

/// There is no result to keep: arguments and captures go now, not with the last handle.
void destroy_last_frame(TaskHeader* task) noexcept {
  Frame* const frame = task->leaf;
  task->leaf = nullptr;
  frame->destroy(frame);
}

}  // namespace

[[gnu::always_inline]] inline void Scheduler::note_end(const TaskHeader* task) noexcept {
  UASYNCIO_ASSERT(live_tasks_ != 0);
  UASYNCIO_ASSERT(task->done() && task->scheduler == this, task->state);
  trace_point(TraceEvent::task_ended, task);
  if (--live_tasks_ == 0) pauses_ = true;
  if (task != main_) return;
  pauses_ = true;
  cut_off_ = rest_;
  rest_ = nullptr;
}

void Scheduler::finish(TaskHeader* task) noexcept {
  if ((task->flags & failure_pending) != 0) return finish_failed(task);
  task->flags = 0;
  finish_well(task);
}

/// The usual end: no failure, and no flags.
void Scheduler::finish_well(TaskHeader* task) noexcept {
  UASYNCIO_ASSERT(task->flags == 0, task->flags);
  UASYNCIO_ASSERT(next_ == nullptr, task->state);
  note_end(task);
  task->failure = Failure::none();
  while (Node* const node = take_first(task->waiters)) {
    if (node->waits_undisturbed()) [[likely]] {
      auto* const waiter = static_cast<TaskHeader*>(node);
      waiter->scheduler->make_ready(waiter);
    } else {
      tell(node, task);
    }
  }
  task->unreference();
}

void Scheduler::finish_failed(TaskHeader* task) noexcept {
  UASYNCIO_ASSERT((task->flags & failure_pending) != 0, task->flags);
  UASYNCIO_ASSERT(static_cast<bool>(task->failure), task->state);
  note_end(task);
  const bool is_awaited = task == main_;  // by the `run` whose main it is
  task->flags = static_cast<std::uint8_t>(is_awaited ? retrieved : task->flags & retrieved);
  if (task->leaf != nullptr) destroy_last_frame(task);
  while (Node* const node = task->waiters.head) {
    remove(task->waiters, node);
    tell(node, task);
  }
  const bool is_news = !task->failure.is_cancellation() && report_failure_ != nullptr;
  if (is_news && (task->flags & retrieved) == 0) {
    task->flags |= failure_pending;  // keeps the scheduler's reference for one turn more
    ready_.push(task);
  } else {
    task->unreference();
  }
}

/// Tells who awaits a task that it has ended. (Most waiters of one that has not failed are just
/// made ready, see `finish_well`.)
void Scheduler::tell(Node* node, TaskHeader* ended) noexcept {
  UASYNCIO_ASSERT(node != nullptr);
  UASYNCIO_ASSERT(ended->done(), ended->state);
  if (node->state >= State::not_a_task) {
    auto* const watcher = static_cast<Watcher*>(node);
    watcher->notify(watcher, ended);
  } else {
    await_rules_->tell(static_cast<TaskHeader*>(node), ended);
  }
}

}  // namespace uasyncio::kernel
