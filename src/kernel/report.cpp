// The sentences that the kernel says of a task. They are here so that a build without diagnostics
// links none of their texts.
#include "uasyncio/kernel/report.hpp"

#include "uasyncio/kernel/task_header.hpp"

namespace uasyncio::kernel {

#if UASYNCIO_DIAGNOSTICS
void InMilliseconds::write_to(TextSink sink) const noexcept {
  detail::write_value(sink, to_milliseconds(length));
  detail::write_value(sink, " ms");
}

void report_slow_step(const TaskHeader* task, Duration length) noexcept {
  Report() << "task '" << task->name_or_default() << "' kept the loop busy for "
           << InMilliseconds{length} << "\n";
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

}  // namespace uasyncio::kernel
