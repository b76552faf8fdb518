// SPDX-License-Identifier: MIT
// The library's own reports: a line of text, written at once to the diagnostic output. Without
// diagnostics they are nothing: no instruction, no byte of their texts. From tasks, plain code and
// other threads. They return when the text is with the platform.
#pragma once

#include "uasyncio/port/config.hpp"
#include "uasyncio/port/error.hpp"
#include "uasyncio/port/platform.hpp"
#include "uasyncio/port/text.hpp"
#include "uasyncio/port/time.hpp"

namespace uasyncio::kernel {

struct TaskHeader;

#if UASYNCIO_DIAGNOSTICS
/// Report() << "text" << 5 << "\n";  starts with "uasyncio: ".
class Report {
 public:
  Report() noexcept { say("uasyncio: "); }
  struct Continuation {};
  explicit Report(Continuation) noexcept {}

  template <class Value>
  Report& operator<<(const Value& value) noexcept {
    if constexpr (std::is_convertible_v<const Value&, const char*>) {
      say(value);
    } else {
      detail::write_value(&platform::diagnostic_write, value);
    }
    return *this;
  }

 private:
  static void say(const char* text) noexcept;  // a short call: sentences are made of many
};

/// "uasyncio: task 'NAME'REST"; what follows on the line is the caller's.
void report_task(const TaskHeader* task, const char* rest) noexcept;

/// "uasyncio: MESSAGE: task 'NAME': ERROR", likewise. A name of "" is left out.
void report_error(const char* message, const char* task_name, const Error& error) noexcept;
#else
class Report {
 public:
  Report() noexcept = default;
  struct Continuation {};
  explicit Report(Continuation) noexcept {}
  template <class Value>
  Report& operator<<(const Value&) noexcept {
    return *this;
  }
};

/// Without diagnostics: nothing.
inline void report_task(const TaskHeader*, const char*) noexcept {}
inline void report_error(const char*, const char*, const Error&) noexcept {}
#endif

/// A length of time, as "20 ms".
struct InMilliseconds {
  Duration length;
  /// Writes it to `sink`, rounded down.
  void write_to(TextSink sink) const noexcept;
};

/// A step took longer than the loop's limit.
void report_slow_step(const TaskHeader* task, Duration length) noexcept;

/// A task awaited something that knows nothing of this library; it is cancelled.
void report_foreign_await(const TaskHeader* task) noexcept;

/// A coroutine of the task reached its end without the value that it should give.
void report_missing_value(const TaskHeader* task) noexcept;

}  // namespace uasyncio::kernel
