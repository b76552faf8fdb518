// Of kernel/scheduler.hpp: low-priority waiting, from micropython-async V2. Such a task runs when
// nothing else is ready, or when it is overdue by more than max_overdue_ms. In a file of its own so
// that it costs nothing unused.
#include "uasyncio/kernel/scheduler.hpp"

namespace uasyncio::kernel {

void Scheduler::add_low(TaskHeader* task, Instant deadline) noexcept {
  UASYNCIO_ASSERT(is_owner());
  UASYNCIO_ASSERT(task->scheduler == this && !task->done(), task->state);
  task->deadline = deadline;
  task->state = State::sleeping_low;
  low_timers_.push(task);
  wake_low_ = &wake_low;
  pauses_ = true;
}

void Scheduler::sleep_low(Instant deadline, Frame* waiting) noexcept {
  UASYNCIO_ASSERT(current_ != nullptr && waiting != nullptr);
  UASYNCIO_ASSERT(current_->state == State::running, current_->state);
  current_->leaf = waiting;
  add_low(current_, deadline);
}

TaskHeader* Scheduler::spawn_low(Instant deadline, Frame* frame, const char* name) noexcept {
  TaskHeader* task = make_task(frame, name);
  if (task == nullptr) return nullptr;
  if (task->flags != 0) {
    make_ready(task);  // the loop is closing: it ends before it starts
  } else {
    add_low(task, deadline);
  }
  return task;
}

/// One task a pass at the most, so that low priority never delays the others by more than a step.
Instant Scheduler::wake_low(Scheduler& self) noexcept {
  UASYNCIO_ASSERT(self.is_owner());
  if (self.low_timers_.empty()) return never;
  const Instant deadline = self.low_timers_.first()->deadline;
  const bool is_busy = !self.ready_.empty() || !self.urgent_.empty();
  const Duration limit = self.max_overdue_;
  if (is_busy && limit == Duration{}) return deadline;
  const Instant now = self.port_.now();
  if (deadline > now) return deadline;
  const bool is_overdue = limit != Duration{} && now - deadline > limit;
  const bool others_are_due =
      is_busy || (!self.timers_.empty() && self.timers_.first()->deadline <= now);
  if (others_are_due && !is_overdue) return deadline;
  auto* task = static_cast<TaskHeader*>(self.low_timers_.first());
  UASYNCIO_ASSERT(task->state == State::sleeping_low, task->state);
  self.low_timers_.pop();
  self.make_ready(task);
  return deadline;
}

}  // namespace uasyncio::kernel
