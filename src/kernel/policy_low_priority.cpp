// SPDX-License-Identifier: MIT
// Of kernel/scheduler.hpp: what may be late, both from micropython-async V2. A task of low priority
// runs when nothing else is ready, or when it is overdue by more than max_overdue_ms. With a
// latency an idle loop sleeps beyond its first deadline. In a file of its own so that it costs
// nothing unused.
#include "uasyncio/kernel/scheduler.hpp"

#include <algorithm>

namespace uasyncio::kernel {

void Scheduler::add_low(TaskHeader* task, Instant deadline) noexcept {
  UASYNCIO_ASSERT(is_owner());
  UASYNCIO_ASSERT(task->scheduler == this && !task->done(), task->state);
  task->deadline = deadline;
  task->state = State::sleeping_low;
  low_timers_.push(task);
  choose_wake_ = &wake_low_and_late;
  pauses_ = true;
}

void Scheduler::sleep_low(Instant deadline, Frame* waiting) noexcept {
  UASYNCIO_ASSERT(current_ != nullptr && waiting != nullptr);
  UASYNCIO_ASSERT(current_->state == State::running, current_->state);
  current_->leaf = waiting;
  add_low(current_, deadline);
}

TaskHeader* Scheduler::spawn_low(Instant deadline, Frame* frame, const char* name) noexcept {
  UASYNCIO_ASSERT(is_owner());
  TaskHeader* task = make_task(frame, name);
  if (task == nullptr) return nullptr;
  UASYNCIO_ASSERT(task->state == State::free, task->state);
  if (task->flags != 0) {
    make_ready(task);  // the loop is closing: it ends before it starts
  } else {
    add_low(task, deadline);
  }
  return task;
}

void Scheduler::set_latency(Duration latency) noexcept {
  UASYNCIO_ASSERT(is_owner());
  latency_ = latency;
  choose_wake_ = &wake_low_and_late;
  pauses_ = true;
}

/// Whoever waits may be late by the latency: so the loop sleeps until the first of them must not
/// wait any longer, and what else is due by then goes with it. No other rule wakes less often.
Instant Scheduler::wake_low_and_late(Scheduler& self) noexcept {
  const Instant low_deadline = self.wake_low();
  return std::min(self.next_deadline(), low_deadline) + self.latency_;
}

/// One task a pass at the most, so that low priority never delays the others by more than a step.
Instant Scheduler::wake_low() noexcept {
  UASYNCIO_ASSERT(is_owner());
  if (low_timers_.empty()) return never;
  const Instant deadline = low_timers_.first()->deadline;
  const bool is_busy = !ready_.empty() || !urgent_.empty();
  const Duration limit = max_overdue_;
  if (is_busy && limit == Duration{}) return deadline;
  const Instant now = port_->now();
  if (deadline > now) return deadline;
  const bool is_overdue = limit != Duration{} && now - deadline > limit;
  const bool others_are_due = is_busy || (!timers_.empty() && timers_.first()->deadline <= now);
  if (others_are_due && !is_overdue) return deadline;
  auto* task = static_cast<TaskHeader*>(low_timers_.first());
  UASYNCIO_ASSERT(task->state == State::sleeping_low, task->state);
  low_timers_.pop();
  make_ready(task);
  return deadline;
}

}  // namespace uasyncio::kernel
