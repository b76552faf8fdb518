#include "uasyncio/core/scheduler.hpp"

namespace uasyncio {
namespace {

TaskHeader* task_of(Node* node) noexcept { return static_cast<TaskHeader*>(node); }

}  // namespace

bool Scheduler::pass_round_robin(Scheduler& self) noexcept {
  if (!self.ready_.empty()) self.arm_alarm();
  if (self.port_.needs_look()) self.look();
  const Time low_deadline = self.release_low_tasks();
  if (self.ready_.empty()) return self.idle(low_deadline);
  // Several passes at once: nobody needs to be asked anything between them.
  self.pauses_ = self.release_low_ != nullptr;
  do {
#if UASYNCIO_HOSTED
    if (self.shuffle_state_ != 0) [[unlikely]] self.shuffle_ready();
#endif
    self.run_ready_until(self.ready_.last());
    self.arm_alarm();
  } while (!self.pauses_ && !self.ready_.empty() && !self.port_.needs_look());
  self.current_ = nullptr;
  return true;
}

void Scheduler::run_to_stop() noexcept {
  // The mark is the end of the pass in which it was set, or still in the queue.
  if (stop_mark_ == nullptr || stop_mark_ == pass_end_) return;
  run_ready_until(stop_mark_);
  current_ = nullptr;
}

void Scheduler::look() noexcept {
  current_ = nullptr;
  port_.begin_look();
#if UASYNCIO_DIAGNOSTICS
  const Time now = port_.now();
  look_ticks_ = static_cast<std::uint32_t>(now >> tick_shift);
  fire_due(now);
#else
  if (!timers_.empty()) fire_due(port_.now());
#endif
  if (deliver_ != nullptr) deliver_(*this);
  port_.poll();
}

void Scheduler::fire_due(Time now) noexcept {
  armed_deadline_ = never;  // an alarm that has come is over
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

bool Scheduler::idle(Time low_deadline) noexcept {
  const Time first = timers_.empty() ? never : timers_.first()->deadline;
  const Time deadline = first < low_deadline ? first : low_deadline;
#if UASYNCIO_DIAGNOSTICS
  const Time start = port_.now();
#endif
  const bool can_wake = port_.wait(deadline);
  ++wakeups_;
#if UASYNCIO_DIAGNOSTICS
  idle_time_ += port_.now() - start;
#endif
  look();
  return can_wake || !ready_.empty();
}

void Scheduler::arm_alarm_anew() noexcept {
  armed_deadline_ = timers_.first()->deadline;
  port_.arm(armed_deadline_);
}

}  // namespace uasyncio
