// Of core/loop.hpp: saying who is stuck, Loop::dump and the reports of slow steps and foreign
// awaits.
#include "uasyncio/core/loop.hpp"

#include "uasyncio/kernel/frame_pool.hpp"
#include "uasyncio/kernel/report.hpp"
#include "uasyncio/kernel/wait_list.hpp"

namespace uasyncio {

#if UASYNCIO_DIAGNOSTICS
namespace {

struct Milliseconds {
  Duration microseconds;
};

Report& operator<<(Report& report, Milliseconds length) noexcept {
  return report << length.microseconds / microseconds_per_millisecond << " ms";
}

void describe_wait(Report& report, const TaskHeader* task, Time now) noexcept {
  switch (task->state) {
    case State::ready: report << "ready"; break;
    case State::running: report << "running"; break;
    case State::sleeping:
    case State::sleeping_low:
      report << (task->state == State::sleeping ? "sleeping" : "sleeping at low priority");
      if (task->deadline == never) {
        report << " for ever";
      } else {
        report << ", due in " << Milliseconds{task->deadline > now ? task->deadline - now : 0};
      }
      break;
    case State::listed:
    case State::listed_outside:
      report << "waiting for " << static_cast<const WaitList*>(task->waits_on.list)->what();
      break;
    case State::awaiting:
    case State::awaiting_shielded:
    case State::awaiting_quietly:
      report << "waiting for task '" << task->waits_on.task->name_or_default() << "'";
      break;
    case State::composite: report << "waiting for several tasks"; break;
    default: report << "ended"; break;
  }
}

void describe(const TaskHeader* task, Time now) noexcept {
  Report report{Report::Continuation()};
  report << "  " << task->name_or_default() << ": ";
  describe_wait(report, task, now);
  if (task->state != State::running) {
    const Time since = static_cast<Time>(task->since_ticks) << tick_shift;
    report << ", for " << Milliseconds{now > since ? now - since : 0};
  }
  const bool fails = (task->flags & failure_pending) != 0;
  if (fails && !task->failure.is_cancellation()) report << ", fails with " << task->failure.error();
  if ((task->flags & cancel_requested) != 0) report << ", cancel requested";
  if (task->shield_depth != 0) report << ", in a cleanup";
  report << "\n";
}

}  // namespace

void Loop::dump() noexcept {
  const Time now = time();
  Report() << live_tasks() << " tasks at " << Milliseconds{now} << "\n";
  const FramePool& pool = FramePool::current();
  TaskHeader* task = pool.next_task(nullptr);
  for (; task != nullptr; task = pool.next_task(task)) {
    if (task->scheduler == this && !task->done()) describe(task, now);
  }
}

void report_slow_step(const TaskHeader* task, Duration length) noexcept {
  Report() << "task '" << task->name_or_default() << "' kept the loop busy for "
           << Milliseconds{length} << "\n";
}
#endif

void report_foreign_await([[maybe_unused]] const TaskHeader* task) noexcept {
#if UASYNCIO_DIAGNOSTICS
  Report() << "task '" << task->name_or_default()
           << "' awaited something that uasyncio does not know; it is cancelled\n";
#endif
}

void report_missing_value([[maybe_unused]] const TaskHeader* task) noexcept {
#if UASYNCIO_DIAGNOSTICS
  Report() << "task '" << task->name_or_default() << "': a coroutine ended without co_return\n";
#endif
}

}  // namespace uasyncio
