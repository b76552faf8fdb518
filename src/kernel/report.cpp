// SPDX-License-Identifier: MIT
// The sentences that the kernel says of a task. They are here so that their texts
// are not where turns are: a program has each of them once.
#include "uasyncio/kernel/report.hpp"

#include "uasyncio/kernel/task_header.hpp"

namespace uasyncio::kernel {

void InMilliseconds::write_to(TextSink sink) const noexcept {
  std::uint64_t milliseconds = to_microseconds(length);
  detail::divide(milliseconds, microseconds_per_millisecond);
  detail::write_value(sink, milliseconds);
  detail::write_value(sink, " ms");
}

void report_slow_step(const TaskHeader* task, Duration length) noexcept {
  Report() << "task '" << task->name_or_default() << "' kept the loop busy for "
           << InMilliseconds{length} << "\n";
}

void report_foreign_await(const TaskHeader* task) noexcept {
  Report() << "task '" << task->name_or_default()
           << "' awaited something that uasyncio does not know; it is cancelled\n";
}

void report_missing_value(const TaskHeader* task) noexcept {
  Report() << "task '" << task->name_or_default() << "': a coroutine ended without co_return\n";
}

}  // namespace uasyncio::kernel
