// SPDX-License-Identifier: MIT
// The library's own reports: a line of text, written at once to the diagnostic output. Without
// diagnostics they are nothing: no instruction, no byte of their texts.
#pragma once

#include "uasyncio/port/config.hpp"
#include "uasyncio/port/platform.hpp"
#include "uasyncio/port/text.hpp"
#include "uasyncio/port/time.hpp"

namespace uasyncio::kernel {

struct TaskHeader;

#if UASYNCIO_DIAGNOSTICS
/// Report() << "text" << 5 << "\n";  starts with "uasyncio: ".
class Report {
 public:
  Report() noexcept { *this << "uasyncio: "; }
  struct Continuation {};
  explicit Report(Continuation) noexcept {}

  template <class Value>
  Report& operator<<(const Value& value) noexcept {
    detail::write_value(&platform::diagnostic_write, value);
    return *this;
  }
};
#else
class Report {
 public:
  template <class Value>
  Report& operator<<(const Value&) noexcept {
    return *this;
  }
};
#endif

/// A length of time, as "20 ms".
struct InMilliseconds {
  Duration length;
  void write_to(TextSink sink) const noexcept;
};

/// A step took longer than the loop's limit.
void report_slow_step(const TaskHeader* task, Duration length) noexcept;

/// A task awaited something that knows nothing of this library; it is cancelled.
void report_foreign_await(const TaskHeader* task) noexcept;

/// A coroutine of the task reached its end without the value that it should give.
void report_missing_value(const TaskHeader* task) noexcept;

}  // namespace uasyncio::kernel
