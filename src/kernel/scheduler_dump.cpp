// SPDX-License-Identifier: MIT
// Of kernel/scheduler.hpp: the table of tasks, which says who is stuck.
#include "uasyncio/kernel/scheduler.hpp"

#include "uasyncio/kernel/frame_pool.hpp"
#include "uasyncio/kernel/report.hpp"
#include "uasyncio/kernel/wait_list.hpp"

#if UASYNCIO_DIAGNOSTICS
namespace uasyncio {

namespace detail {
/// Of power/deep_sleep.cpp, in programs that have it: who prevents a deep sleep that is allowed, by
/// number, the newest is 0. Null: there are not so many.
[[gnu::weak]] const char* light_sleeper(unsigned n) noexcept;
}  // namespace detail

namespace kernel {
namespace {

InMilliseconds from_to(Instant begin, Instant end) noexcept {
  return {end > begin ? end - begin : Duration{}};
}

/// Those that end with a blank or a quotation mark go on: `describe_wait` adds for what.
const char* doing(State state) noexcept {
  UASYNCIO_ASSERT(state != State::free, state);
  UASYNCIO_ASSERT(state < State::ended, state);
  switch (state) {
    case State::ready: return "ready";
    case State::running: return "running";
    case State::sleeping: return "sleeping";
    case State::sleeping_low: return "sleeping at low priority";
    case State::listed:
    case State::listed_outside: return "waiting for ";
    case State::awaiting:
    case State::awaiting_shielded:
    case State::awaiting_quietly: return "waiting for task '";
    case State::composite: return "waiting for several tasks";
    default: return "being ended";  // detached: its owner goes, or the loop
  }
}

void describe_wait(Report& report, const TaskHeader* task, Instant now) noexcept {
  report << doing(task->state);
  switch (task->state) {
    case State::sleeping:
    case State::sleeping_low:
      if (task->deadline == never) {
        report << " for ever";
      } else {
        report << ", due in " << from_to(now, task->deadline);
      }
      break;
    case State::listed:
    case State::listed_outside:
      UASYNCIO_ASSERT(task->waits_on.list->head != nullptr, task->state);
      report << static_cast<const WaitList*>(task->waits_on.list)->what();
      break;
    case State::awaiting:
    case State::awaiting_shielded:
    case State::awaiting_quietly:
      UASYNCIO_ASSERT(task->waits_on.task->waiters.head != nullptr, task->state);
      report << task->waits_on.task->name_or_default() << "'";
      break;
    default: break;
  }
}

void describe(const TaskHeader* task, Instant now) noexcept {
  UASYNCIO_ASSERT(task->scheduler != nullptr && !task->done(), task->state);
  UASYNCIO_ASSERT(task->references != 0, task->state);
  Report report{Report::Continuation()};
  report << "  " << task->name_or_default() << ": ";
  describe_wait(report, task, now);
  if (task->state != State::running) {
    report << ", for " << from_to(instant_of(task->since_ticks), now);
  }
  const bool fails = (task->flags & failure_pending) != 0;
  if (fails && !task->failure.is_cancellation()) report << ", fails with " << task->failure.error();
  if ((task->flags & cancel_requested) != 0) report << ", cancel requested";
  if (task->shield_depth != 0) report << ", in a cleanup";
  report << "\n";
}

// tidy-ok: it prints names, and relies on nothing of the kernel
void describe_sleep() noexcept {
  if (&detail::light_sleeper == nullptr || detail::light_sleeper(0) == nullptr) return;
  Report report{Report::Continuation()};
  report << "  sleeps lightly because of ";
  for (unsigned n = 0; const char* const name = detail::light_sleeper(n); ++n) {
    report << (n == 0 ? "" : ", ") << name;
  }
  report << "\n";
}

}  // namespace

void Scheduler::dump_tasks(Scheduler& self) noexcept {
  UASYNCIO_ASSERT(self.is_owner());
  const Instant now = self.port_->now();
  Report() << self.live_tasks() << " tasks at " << InMilliseconds{now - Instant{}} << "\n";
  const FramePool& pool = FramePool::current();
  TaskHeader* task = pool.next_task(nullptr);
  for (; task != nullptr; task = pool.next_task(task)) {
    UASYNCIO_ASSERT(task->state != State::free && task->state < State::not_a_task, task->state);
    if (task->scheduler == &self && !task->done()) describe(task, now);
  }
  describe_sleep();
}

}  // namespace kernel
}  // namespace uasyncio
#endif
