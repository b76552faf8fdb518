// SPDX-License-Identifier: MIT
// What a scheduler keeps in mind from one step to the next; what it does with that is in
// scheduler.hpp. The order is for size: what a chip has stands together, near the start.
#pragma once

#include "uasyncio/kernel/assert.hpp"
#include "uasyncio/kernel/policy.hpp"
#include "uasyncio/kernel/ready_queue.hpp"
#include "uasyncio/kernel/signal.hpp"
#include "uasyncio/kernel/task_header.hpp"
#include "uasyncio/kernel/timer_queue.hpp"
#include "uasyncio/port/port.hpp"

#include <cstddef>
#include <cstdint>

namespace uasyncio::kernel {

struct Resident;

inline namespace UASYNCIO_SETTINGS {

/// Base of Scheduler: all that it consists of, so that it is a class of standard layout.
class SchedulerData {
 public:
  SchedulerData(const SchedulerData&) = delete;
  SchedulerData& operator=(const SchedulerData&) = delete;

 protected:
  SchedulerData(Port& port, Policy policy) noexcept : port_(&port), policy_(policy) {}
  ~SchedulerData() = default;

  // What is noted for diagnostics; nothing without them.
#if UASYNCIO_DIAGNOSTICS
  void note_look(Instant now) noexcept {
    last_look_ = now;
    look_ticks_ = ticks_of(now);
  }
  std::uint32_t last_look() const noexcept { return look_ticks_; }
  Duration time_asleep() const noexcept { return idle_time_; }
  Instant idle_begins() const noexcept { return port_->now(); }
  /// The look behind the sleep has read the clock.
  void idle_ended(Instant start) noexcept {
    UASYNCIO_ASSERT(last_look_ >= start, start);  // the contract of Port::now
    idle_time_ += last_look_ - start;
  }

  Duration slow_step_{};  // turns that take longer are reported
  Duration idle_time_{};
  Instant last_look_{};           // the last look at the clock,
  std::uint32_t look_ticks_ = 0;  // and in units of 2^10 us, for each turn
#else
  void note_look(Instant) noexcept {}
  std::uint32_t last_look() const noexcept { return 0; }
  Duration time_asleep() const noexcept { return Duration{}; }
  Instant idle_begins() const noexcept { return Instant{}; }
  void idle_ended(Instant) noexcept {}
#endif

#if UASYNCIO_HOSTED
  std::uint64_t shuffle_state_ = 0;  // 0: the order is the contract's
#endif

  bool pauses_ = false;  // return from `pass` before another one begins
  /// Of new tasks: while the loop closes they end before they start.
  std::uint8_t flags_at_birth_ = 0;
  bool ignores_shields_ = false;
  bool asks_once_ = false;  // a cancel does not go through a wait for several tasks again
  std::uint32_t wakeups_ = 0;
  Duration max_overdue_{};  // low-priority tasks: 0 is "may wait for ever"
  Duration latency_{};
  /// The pass ends at once with the end of this task: what the others refer to may be gone with it.
  TaskHeader* main_ = nullptr;
  using ReportFailure = void(Scheduler&, TaskHeader*, const char* name) noexcept;
  ReportFailure* report_failure_ = nullptr;  // see report_failures_with

#if UASYNCIO_HOSTED
  const void* thread_ = nullptr;  // who made it: where that has its running scheduler
  Scheduler* older_ = nullptr;    // of all in the process
#endif

  // What few programs use is reached through a pointer that its first use sets, so that the linker
  // can leave it out of the others.
  Frame* next_ = nullptr;  // what the running task resumes next
  TaskHeader* current_ = nullptr;
  ReadyQueue ready_;
  Node* rest_ = nullptr;     // of the pass that runs
  Node* cut_off_ = nullptr;  // what was left of it when main ended
  Node* stop_mark_ = nullptr;
  Port* port_;
  TimerQueue timers_;
  Policy policy_;
  Instant (*choose_wake_)(Scheduler&) noexcept = nullptr;  // set by low priority and latency
  detail::Atomic<void (*)(Scheduler&) noexcept> answer_posted_{nullptr};  // set by posters
  using TimedTurn = void(Scheduler&, TaskHeader*) noexcept;
#if UASYNCIO_DIAGNOSTICS
  TimedTurn* timed_turn() const noexcept { return timed_turn_; }
  TimedTurn* timed_turn_ = nullptr;  // set by watch_steps
#else
  TimedTurn* timed_turn() const noexcept { return nullptr; }
#endif
  SignalQueue signals_;
  Signal* chain_ = nullptr;  // taken from there, to be answered
  ReadyQueue urgent_;        // io_first only
  TimerQueue low_timers_;
  std::size_t live_tasks_ = 0;
  Resident* residents_ = nullptr;
  void (*part_)(Scheduler&) noexcept = nullptr;  // set by the first resident
};

}  // namespace UASYNCIO_SETTINGS
}  // namespace uasyncio::kernel
