#include "uasyncio/core/scheduler.hpp"

namespace uasyncio {
namespace {

// Under io_first, this many urgent steps in a row at most: then one ordinary task has its turn.
constexpr unsigned urgent_steps_in_a_row = 8;

TaskHeader* task_of(Node* node) noexcept { return static_cast<TaskHeader*>(node); }

Time deadline_of(const TimerQueue& timers) noexcept {
  return timers.empty() ? never : timers.first()->deadline;
}

Time earlier(Time a, Time b) noexcept { return a < b ? a : b; }

}  // namespace

bool Scheduler::pass() noexcept {
  if (policy_ == Policy::io_first) {
    if (port_.needs_look()) look_urgently();
    if (release_low_ != nullptr) release_low_(*this);
    if (ready_.empty() && urgent_.empty()) return idle();
    run_ready_io_first();
  } else {
    if (port_.needs_look()) look();
    if (release_low_ != nullptr) release_low_(*this);
    if (ready_.empty()) return idle();
    arm_alarm();
    run_ready();
  }
  current_ = nullptr;
  return true;
}

void Scheduler::run_ready() noexcept {
  Node* const last = ready_.last();
  for (;;) {
    Node* node = ready_.pop();
    step(task_of(node));
    if (node == last) return;
  }
}

void Scheduler::run_ready_io_first() noexcept {
  Node* const last = ready_.empty() ? nullptr : ready_.last();
  for (;;) {
    for (unsigned steps = 0; steps != urgent_steps_in_a_row && !urgent_.empty(); ++steps) {
      step(task_of(urgent_.pop()));
      if (port_.needs_look()) look_urgently();
    }
    if (last == nullptr) return;
    arm_alarm();
    Node* node = ready_.pop();
    step(task_of(node));
    if (node == last) return;
    if (port_.needs_look()) look_urgently();
  }
}

/// What becomes ready in a look goes in front of what was ready before.
void Scheduler::look_urgently() noexcept {
  const ReadyQueue::Chain before = ready_.take_all();
  look();
  urgent_.push_all(ready_.take_all());
  ready_.push_all(before);
}

void Scheduler::look() noexcept {
  current_ = nullptr;
  port_.begin_look();
  if (interrupted_) on_interrupt();
#if UASYNCIO_DIAGNOSTICS
  const Time now = port_.now();
  look_ticks_ = static_cast<std::uint32_t>(now >> 10);
  fire_due(now);
#else
  if (!timers_.empty()) fire_due(port_.now());
#endif
  deliver_signals();
  port_.poll();
}

void Scheduler::fire_due(Time now) noexcept {
  while (!timers_.empty() && timers_.first()->deadline <= now) {
    TimerNode* timer = timers_.first();
    timers_.pop();
    if (timer->state == State::sleeping) {
      make_ready(static_cast<TaskHeader*>(timer));
    } else {
      auto* callback = static_cast<CallbackTimer*>(timer);
      callback->fired(callback);
    }
  }
}

void Scheduler::abandon_ready() noexcept {
  for (ReadyQueue* queue : {&ready_, &urgent_}) {
    while (!queue->empty()) {
      TaskHeader* task = task_of(queue->pop());
      if ((task->flags & report_pending) != 0) task->unreference();
    }
  }
}

void Scheduler::deliver_signals() noexcept {
  if (signals_.empty()) return;
  Signal* signal = signals_.take_all();
  while (signal != nullptr) {
    Signal* next = signal->next.load(std::memory_order_relaxed);
    SignalQueue::release(*signal);
    signal->deliver(*signal);
    signal = next;
  }
}

bool Scheduler::idle() noexcept {
  const Time deadline = earlier(deadline_of(timers_), deadline_of(low_timers_));
#if UASYNCIO_DIAGNOSTICS
  const Time start = port_.now();
#endif
  const bool can_wake = port_.wait(deadline);
  armed_deadline_ = deadline;
  ++wakeups_;
#if UASYNCIO_DIAGNOSTICS
  idle_time_ += port_.now() - start;
#endif
  look();
  return can_wake || !ready_.empty();
}

/// Tells the port of the earliest deadline, if that has changed, because the loop is busy and a
/// port with an alarm interrupt must interrupt it then.
void Scheduler::arm_alarm() noexcept {
  Time deadline = deadline_of(timers_);
  if (release_low_ != nullptr && max_overdue_ != 0 && !low_timers_.empty()) {
    deadline = earlier(deadline, time_after(low_timers_.first()->deadline, max_overdue_));
  }
  if (deadline == armed_deadline_) return;
  armed_deadline_ = deadline;
  if (deadline != never) port_.arm(deadline);
}

}  // namespace uasyncio
