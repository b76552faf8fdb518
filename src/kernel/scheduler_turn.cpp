// SPDX-License-Identifier: MIT
// Of kernel/scheduler.hpp: turns of tasks. The trampoline, how failures and cancels are delivered,
// and the pass that gives each ready task its turn (here so that the compiler can put a turn into
// it).
#include "uasyncio/kernel/scheduler.hpp"

#include "uasyncio/kernel/report.hpp"

namespace uasyncio::kernel {

[[gnu::always_inline]] inline void Scheduler::turn(TaskHeader* task) noexcept {
  UASYNCIO_ASSERT(task->scheduler == this, task->state);
  UASYNCIO_ASSERT(task->state == State::ready || task->done(), task->state);
  current_ = task;
  Frame* frame = task->leaf;
  if (task->flags == 0) [[likely]] {
    task->state = State::running;
  } else if (task->flags == handed_over) {
    task->flags = 0;
    task->state = State::running;
    task->waits_on.hand_over->strike_off(task);
  } else {
    frame = deliver(task);
    if (frame == nullptr) return;
  }
  for (;;) {
    frame->resume(frame);
    frame = next_;
    if (frame != nullptr) {
      next_ = nullptr;
      task->leaf = frame;  // not in a register: one less to be kept for a call
      continue;
    }
    if (task->waits_undisturbed()) [[likely]]
      break;
    if (task->is_over_undisturbed()) {
      finish_well(task);
      return;
    }
    frame = end_with_news(task);
    if (frame == nullptr) return;
  }
  task->note_turn(last_look());
}

[[gnu::always_inline]] inline void Scheduler::step_here(TaskHeader* task) noexcept {
  UASYNCIO_ASSERT(is_owner(), task->state);
  UASYNCIO_ASSERT(next_ == nullptr, task->state);
  trace_point(TraceEvent::turn_begins, task);
  if (TimedTurn* const timed = timed_turn()) [[unlikely]] {
    timed(*this, task);
  } else {
    turn(task);
  }
  trace_point(TraceEvent::turn_ends);
}

#if UASYNCIO_DIAGNOSTICS
void Scheduler::watch_steps(Duration limit) noexcept {
  slow_step_ = limit;
  timed_turn_ = limit == Duration{} ? nullptr : &turn_in_time;
}

/// Says so if it took longer than the loop's limit.
void Scheduler::turn_in_time(Scheduler& self, TaskHeader* task) noexcept {
  task->reference();  // it may end in this turn, and its name is wanted afterwards
  const Instant start = self.port_->now();
  self.turn(task);
  const Instant end = self.port_->now();
  UASYNCIO_ASSERT(end >= start, start);  // the contract of Port::now
  UASYNCIO_ASSERT(task->references != 0, task->state);
  const Duration length = end - start;
  if (length > self.slow_step_) report_slow_step(task, length);
  task->unreference();
}
#endif

void Scheduler::step(TaskHeader* task) noexcept { step_here(task); }

[[gnu::always_inline]] inline void Scheduler::run_chain(Node* node) noexcept {
  UASYNCIO_ASSERT(node != nullptr && rest_ == nullptr);
  do {
    rest_ = node->next;
    UASYNCIO_ASSERT(rest_ != node, node->state);
    step_here(static_cast<TaskHeader*>(node));
    node = rest_;
  } while (node != nullptr);
}

/// If main has ended in the middle of a chain: the rest, up to its `end`, is for the next pass.
void Scheduler::put_back_cut_off(Node** end) noexcept {
  if (cut_off_ == nullptr) return;
  ready_.push_front({cut_off_, end});
  cut_off_ = nullptr;
}

bool Scheduler::pass_round_robin(Scheduler& self) noexcept {
  UASYNCIO_ASSERT(self.is_owner());
  Port& port = *self.port_;
  // Before the look: an interruption sets it there. While the loop closes, it asks after each pass
  // whether anything can still happen.
  self.pauses_ = self.choose_wake_ != nullptr || self.is_closing();
  if (!self.ready_.empty()) self.arm_alarm();
  if (port.needs_look()) self.look();
  const Instant wake = self.choose_wake();
  if (self.ready_.empty()) {
    const bool can_go_on = self.idle(wake);
    if (self.pauses_ || self.ready_.empty()) return can_go_on;
  }
  // Several passes at once, and the sleeps between them: nobody needs to be asked anything there.
  for (;;) {
#if UASYNCIO_HOSTED
    if (self.shuffle_state_ != 0) [[unlikely]]
      self.shuffle_ready();
#endif
    const ReadyQueue::Chain chain = self.ready_.take_all();
    self.run_chain(chain.first);
    if (self.pauses_) {
      self.put_back_cut_off(chain.end);
      break;
    }
    if (!self.ready_.empty()) {
      self.arm_alarm();
      if (port.needs_look_between_passes()) self.look();
      continue;
    }
    if (port.needs_look()) break;
    self.current_ = nullptr;
    UASYNCIO_ASSERT(self.choose_wake_ == nullptr);  // it would have set `pauses_`
    const bool can_go_on = self.idle(self.next_deadline());
    if (self.pauses_ || self.ready_.empty()) return can_go_on;
  }
  self.current_ = nullptr;
  return true;
}

void Scheduler::run_to_stop() noexcept {
  UASYNCIO_ASSERT(is_owner());
  UASYNCIO_ASSERT(cut_off_ == nullptr);
  if (stop_mark_ != nullptr) {
    const ReadyQueue::Chain chain = ready_.take_until(stop_mark_);
    run_chain(chain.first);
    put_back_cut_off(chain.end);
  }
  current_ = nullptr;
}

/// After the frames of a turn have run: is there more to do in it? Null if the turn is over; then
/// the task may be gone.
Frame* Scheduler::end_with_news(TaskHeader* task) noexcept {
  UASYNCIO_ASSERT(task == current_, task->state);
  UASYNCIO_ASSERT(next_ == nullptr, task->state);
  if (task->state == State::running) {
    if ((task->flags & failure_pending) == 0) {
      // A foreign awaitable suspended the coroutine: nothing would ever resume it.
      report_foreign_await(task);
      task->flags |= cancel_pending;
    }
    return deliver(task);
  }
  if (task->done()) {
    finish(task);
  } else if ((task->flags & cancel_pending) != 0) {
    // The task cancelled itself, and has now arrived at a wait (or only yields: still pending).
    task->clear_flags(cancel_pending);
    request_cancel(task, 0);
  }
  return nullptr;
}

void Scheduler::make_ready_failing(TaskHeader* task, Failure failure) noexcept {
  UASYNCIO_ASSERT(static_cast<bool>(failure), task->state);
  UASYNCIO_ASSERT((task->flags & (failure_pending | handed_over)) == 0, task->flags);
  task->failure = failure;
  task->flags |= failure_pending;
  make_ready(task);
}

/// Delivers what came while the task waited. Returns the frame to resume; null if its turn is over.
Frame* Scheduler::deliver(TaskHeader* task) noexcept {
  UASYNCIO_ASSERT(task == current_, task->state);
  if (task->state > State::running) {  // over, and its failure is news
    UASYNCIO_ASSERT(task->done(), task->state);
    report_failure_(*this, task, nullptr);
    return nullptr;
  }
  UASYNCIO_ASSERT(task->leaf != nullptr, task->state);
  task->state = State::running;
  const std::uint8_t flags = task->flags;
  const bool is_cancelled = (flags & cancel_pending) != 0;
  const int delivered = cancel_pending | forwarded | handed_over;
  task->flags =
      static_cast<std::uint8_t>((flags & ~delivered) | (is_cancelled ? failure_pending : 0));
  if ((flags & handed_over) != 0) end_hand_over(task, is_cancelled);
  if (is_cancelled) {
    if ((flags & failure_pending) != 0) task->failure.drop();
    task->failure = Failure::cancellation();
  } else if ((flags & failure_pending) == 0) {
    return task->leaf;
  }
#if UASYNCIO_EXCEPTIONS
  if (!task->failure.is_cancellation()) return task->leaf;  // its await_resume throws
#endif
  // If destructors cancel the task meanwhile, that is delivered at its next suspension.
  Frame* const frame = unwind(task);
  if (frame == nullptr) finish_failed(task);
  return frame;
}

/// Destroys frames from the innermost outwards until a catch point says stop. Only here and at the
/// end of a task are frames destroyed, never inside a resume.
Frame* Scheduler::unwind(TaskHeader* task) noexcept {
  UASYNCIO_ASSERT((task->flags & failure_pending) != 0, task->flags);
  for (;;) {
    Frame* frame = task->leaf;
    UASYNCIO_ASSERT(frame != nullptr && task->state == State::running, task->state);
    const ParentLink parent = frame->parent;
    task->leaf = nullptr;
    frame->destroy(frame);
    if (parent.is_outermost()) {
      task->state = State::ended;
      return nullptr;
    }
    CatchPoint* point = parent.catch_point();
    if (point == nullptr) {
      task->leaf = parent.frame();
      continue;
    }
    task->leaf = point->frame;
    if (point->decide(point, task, CatchPoint::Question::unwound)) return task->leaf;
    // With exceptions only cancels unwind: another failure would be thrown at the catch point.
    UASYNCIO_ASSERT(UASYNCIO_EXCEPTIONS == 0 || task->failure.is_cancellation(), task->state);
  }
}

}  // namespace uasyncio::kernel
