// SPDX-License-Identifier: MIT
// Of core/loop.hpp: Loop::dump, which says who is stuck.
#include "uasyncio/core/loop.hpp"

#include "uasyncio/kernel/frame_pool.hpp"
#include "uasyncio/kernel/report.hpp"
#include "uasyncio/kernel/wait_list.hpp"

namespace uasyncio {

#if UASYNCIO_DIAGNOSTICS
namespace detail {
/// Of power/deep_sleep.cpp, in programs that have it: who prevents a deep sleep that is allowed, by
/// number, the newest is 0. Null: there are not so many.
[[gnu::weak]] const char* light_sleeper(unsigned n) noexcept;
}  // namespace detail

namespace {

void describe_wait(kernel::Report& report, const kernel::TaskHeader* task, Instant now) noexcept {
  switch (task->state) {
    case kernel::State::ready: report << "ready"; break;
    case kernel::State::running: report << "running"; break;
    case kernel::State::sleeping:
    case kernel::State::sleeping_low:
      report << (task->state == kernel::State::sleeping ? "sleeping" : "sleeping at low priority");
      if (task->deadline == never) {
        report << " for ever";
      } else {
        report << ", due in "
               << kernel::InMilliseconds{task->deadline > now ? task->deadline - now : Duration{}};
      }
      break;
    case kernel::State::listed:
    case kernel::State::listed_outside:
      report << "waiting for " << static_cast<const kernel::WaitList*>(task->waits_on.list)->what();
      break;
    case kernel::State::awaiting:
    case kernel::State::awaiting_shielded:
    case kernel::State::awaiting_quietly:
      report << "waiting for task '" << task->waits_on.task->name_or_default() << "'";
      break;
    case kernel::State::composite: report << "waiting for several tasks"; break;
    default: report << "ended"; break;
  }
}

void describe(const kernel::TaskHeader* task, Instant now) noexcept {
  kernel::Report report{kernel::Report::Continuation()};
  report << "  " << task->name_or_default() << ": ";
  describe_wait(report, task, now);
  if (task->state != kernel::State::running) {
    const Instant since = kernel::instant_of(task->since_ticks);
    report << ", for " << kernel::InMilliseconds{now > since ? now - since : Duration{}};
  }
  const bool fails = (task->flags & kernel::failure_pending) != 0;
  if (fails && !task->failure.is_cancellation()) report << ", fails with " << task->failure.error();
  if ((task->flags & kernel::cancel_requested) != 0) report << ", cancel requested";
  if (task->shield_depth != 0) report << ", in a cleanup";
  report << "\n";
}

void describe_sleep() noexcept {
  if (&detail::light_sleeper == nullptr || detail::light_sleeper(0) == nullptr) return;
  kernel::Report report{kernel::Report::Continuation()};
  report << "  sleeps lightly because of ";
  for (unsigned n = 0; const char* const name = detail::light_sleeper(n); ++n) {
    report << (n == 0 ? "" : ", ") << name;
  }
  report << "\n";
}

}  // namespace

void Loop::dump() noexcept {
  const Instant now = port().now();
  kernel::Report() << live_tasks() << " tasks at " << kernel::InMilliseconds{now - Instant{}}
                   << "\n";
  const FramePool& pool = FramePool::current();
  kernel::TaskHeader* task = pool.next_task(nullptr);
  for (; task != nullptr; task = pool.next_task(task)) {
    if (task->scheduler == this && !task->done()) describe(task, now);
  }
  describe_sleep();
}
#endif

}  // namespace uasyncio
