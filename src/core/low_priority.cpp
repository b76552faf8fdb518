// Low-priority waiting, from the seed's V2: such a task runs when nothing else is ready, or when it
// is overdue by more than max_overdue_ms. In a file of its own so that it costs nothing unused.
#include "uasyncio/core/scheduler.hpp"

namespace uasyncio {

void Scheduler::sleep_low(Time deadline, Frame* waiting) noexcept {
  TaskHeader* task = current_;
  task->leaf = waiting;
  task->state = State::sleeping_low;
  task->deadline = deadline;
  low_timers_.push(task);
  release_low_ = &release_low;
}

TaskHeader* Scheduler::spawn_low(Time deadline, Frame* frame, const char* name) noexcept {
  TaskHeader* task = make_task(frame, name);
  if (task == nullptr) return nullptr;
  if (task->flags != 0) {
    make_ready(task);  // the loop is closing: it ends before it starts
    return task;
  }
  task->deadline = deadline;
  task->state = State::sleeping_low;
  low_timers_.push(task);
  release_low_ = &release_low;
  return task;
}

/// One task a pass at the most, so that low priority never delays the others by more than a step.
void Scheduler::release_low(Scheduler& scheduler) noexcept {
  if (scheduler.low_timers_.empty()) return;
  const bool is_busy = !scheduler.ready_.empty() || !scheduler.urgent_.empty();
  const Duration limit = scheduler.max_overdue_;
  if (is_busy && limit == 0) return;
  const Time now = scheduler.port_.now();
  const Time deadline = scheduler.low_timers_.first()->deadline;
  if (deadline > now) return;
  const bool is_overdue = limit != 0 && now - deadline > limit;
  const bool others_are_due =
      is_busy || (!scheduler.timers_.empty() && scheduler.timers_.first()->deadline <= now);
  if (others_are_due && !is_overdue) return;
  auto* task = static_cast<TaskHeader*>(scheduler.low_timers_.first());
  scheduler.low_timers_.pop();
  scheduler.make_ready(task);
}

}  // namespace uasyncio
