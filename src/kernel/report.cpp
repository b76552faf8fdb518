// SPDX-License-Identifier: MIT
// The sentences that the kernel says of a task. They are apart from the code of turns, which the
// compiler puts into several functions: so a program has each sentence once.
#include "uasyncio/kernel/report.hpp"

#include "uasyncio/kernel/assert.hpp"
#include "uasyncio/kernel/task_header.hpp"

namespace uasyncio::kernel {

#if UASYNCIO_DIAGNOSTICS
void Report::say(const char* text) noexcept {
  detail::write_string(&platform::diagnostic_write, text);
}

void report_task(const TaskHeader* task, const char* rest) noexcept {
  Report() << "task '" << task->name_or_default() << "'" << rest;
}

void report_error(const char* message, const char* task_name, const Error& error) noexcept {
  UASYNCIO_ASSERT(message != nullptr);
  UASYNCIO_ASSERT(task_name != nullptr);
  Report report;
  report << message;
  if (task_name[0] != '\0') report << ": task '" << task_name << "'";
  report << ": " << error;
}
#endif

void InMilliseconds::write_to(TextSink sink) const noexcept {
  UASYNCIO_ASSERT(sink != nullptr);
  std::uint64_t milliseconds = to_microseconds(length);
  for (int digits = 3; digits != 0; --digits) detail::take_digit(milliseconds);
  UASYNCIO_ASSERT(milliseconds == to_microseconds(length) / 1000, milliseconds);
  detail::write_value(sink, milliseconds);
  detail::write_value(sink, " ms");
}

void report_slow_step(const TaskHeader* task, Duration length) noexcept {
  report_task(task, " kept the loop busy for ");
  Report(Report::Continuation()) << InMilliseconds{length} << "\n";
}

void report_foreign_await(const TaskHeader* task) noexcept {
  report_task(task, " awaited something that uasyncio does not know; it is cancelled\n");
}

void report_missing_value(const TaskHeader* task) noexcept {
  report_task(task, ": a coroutine ended without co_return\n");
}

}  // namespace uasyncio::kernel
