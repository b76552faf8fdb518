// SPDX-License-Identifier: MIT
// What happens between the turns of tasks: a look at the clock, at what was posted and at I/O, and
// the sleep when nothing is ready. A look comes before the first turn of a pass and after each
// sleep.
#include "uasyncio/kernel/scheduler.hpp"

namespace uasyncio::kernel {

void Scheduler::look() noexcept {
  UASYNCIO_ASSERT(is_owner());
  UASYNCIO_ASSERT(next_ == nullptr);
  current_ = nullptr;
  Port& port = *port_;
  port.begin_look();
  const bool may_be_due = port.may_be_due();
  if (UASYNCIO_DIAGNOSTICS != 0 || (may_be_due && !timers_.empty())) {
    const Instant now = port.now();
    note_look(now);
    if (may_be_due) fire_due(now);
  }
  if (auto* answer = answer_posted_.load(std::memory_order_relaxed)) answer(*this);
#if UASYNCIO_HOSTED
  if (ready_.empty()) {
    port.poll_some();
  } else {
    port.poll();  // what happened is told at once, lest it waits for those
  }
#endif
}

void Scheduler::post(Signal& signal) noexcept {
  signals_.push(signal);
  answer_posted_.store(&answer_posted, std::memory_order_relaxed);
  port_->wake();
}

/// Each is marked as free before it is answered, so that what is posted meanwhile comes again.
[[gnu::always_inline]] inline void Scheduler::answer_chain(Signal* signal) noexcept {
  for (; signal != nullptr; signal = chain_) {
    chain_ = signal->next.load(std::memory_order_relaxed);
    UASYNCIO_ASSERT(signal->is_queued());
    UASYNCIO_ASSERT(signal->answer != nullptr);
    SignalQueue::mark_unqueued(*signal);
    signal->answer(*signal);
  }
}

void Scheduler::answer_posted(Scheduler& self) noexcept {
  self.answer_chain(self.signals_.take_all());
}

/// An answer may destroy a primitive whose own comes next: then this runs inside of that answer,
/// and goes on with the rest of its chain.
void Scheduler::answer_signals() noexcept {
  UASYNCIO_ASSERT(is_owner());
  answer_chain(chain_);
  answer_posted(*this);
}

void Scheduler::fire_due(Instant now) noexcept {
  UASYNCIO_ASSERT(is_owner());
  while (!timers_.empty() && timers_.first()->deadline <= now) {
    TimerNode* timer = timers_.first();
    UASYNCIO_ASSERT(timer->state == State::sleeping || timer->state == State::not_a_task,
                    timer->state);
    timers_.pop();
    if (timer->state == State::sleeping) {
      make_ready(static_cast<TaskHeader*>(timer));
    } else {
      auto* callback = static_cast<CallbackTimer*>(timer);
      callback->fired(callback);
    }
  }
}

bool Scheduler::idle(Instant deadline) noexcept {
  const Instant begin = idle_begins();
  UASYNCIO_ASSERT(ready_.empty() && urgent_.empty());
  trace_point(TraceEvent::sleep_begins);
  const bool can_wake = port_->wait(deadline);
  trace_point(TraceEvent::sleep_ends);
  UASYNCIO_ASSERT(can_wake || deadline == never, deadline);  // the contract of Port::wait
  ++wakeups_;
  look();
  idle_ended(begin);
  return can_wake || !ready_.empty();
}

void Scheduler::arm_alarm_anew() noexcept {
  UASYNCIO_ASSERT(!timers_.empty());
  port_->arm(timers_.first()->deadline);
}

}  // namespace uasyncio::kernel
