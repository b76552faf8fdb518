// SPDX-License-Identifier: MIT
// Trace: what the loop did and when, for people who ask why something was late. Only in a build
// with UASYNCIO_TRACE=1; elsewhere a Trace records nothing and the loop pays nothing.
//   Trace<1000> trace;
//   asyncio::run(app());
//   trace.write_json(&write);  // for https://ui.perfetto.dev or chrome://tracing
// `./run --trace FILE` does that around a whole program.
#pragma once

#include "uasyncio/kernel/trace_point.hpp"
#include "uasyncio/port/text.hpp"
#include "uasyncio/port/time.hpp"

#include <cstddef>
#include <span>

namespace uasyncio {

using TraceEvent = kernel::TraceEvent;

/// One thing that happened.
struct TraceEntry {
  Time time;         // by the loop's clock; 0 before the loop runs
  const void* task;  // its record, which the next task may get once it is over; null: of no task
  const char* name;  // the task's
  TraceEvent event;
};

/// The last things that happened in this thread's loops while it lives, in room of the caller's.
/// One at a time in a thread: a second one listens in place of the first until it goes. Not from an
/// interrupt.
class TraceRecorder : kernel::Tracer {
 public:
  /// Listens from now on. `room` must outlive it. The names of tasks must be literals, for they are
  /// read when the trace is.
  explicit TraceRecorder(std::span<TraceEntry> room) noexcept;
  ~TraceRecorder();
  TraceRecorder(const TraceRecorder&) = delete;
  TraceRecorder& operator=(const TraceRecorder&) = delete;

  /// How many are kept: all, or the newest that there is room for. Plain.
  std::size_t size() const noexcept { return count_ < room_.size() ? count_ : room_.size(); }
  /// How many older ones made room for newer ones. Plain.
  std::size_t lost() const noexcept { return count_ - size(); }
  /// The oldest is number 0, the newest `size() - 1`. Plain.
  const TraceEntry& operator[](std::size_t index) const noexcept;

  /// Writes them piece by piece in the Trace Event Format: a slice for each turn on the track of
  /// its task, an instant where a task becomes ready, and a slice for each sleep of the processor.
  /// What happens meanwhile is not recorded. From plain code or a task; does not suspend.
  void write_json(TextSink sink) noexcept;

 private:
  std::span<TraceEntry> room_;
  std::size_t count_ = 0;   // of all that came
  kernel::Tracer* before_;  // which listens again afterwards
};

namespace detail {
template <std::size_t Capacity>
struct TraceRoom {
  TraceEntry room[Capacity]{};
};
}  // namespace detail

/// A TraceRecorder with room of its own.
template <std::size_t Capacity>
  requires(Capacity > 0)
class Trace : detail::TraceRoom<Capacity>, public TraceRecorder {
 public:
  /// Listens from now on.
  Trace() noexcept : TraceRecorder(this->room) {}
};

}  // namespace uasyncio
