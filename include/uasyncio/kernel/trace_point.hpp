// SPDX-License-Identifier: MIT
// Trace points: what the scheduler tells a tracer of, if one listens. Without UASYNCIO_TRACE they
// are nothing: no instruction, no byte.
#pragma once

#include "uasyncio/port/config.hpp"

#include <cstdint>

namespace uasyncio::kernel {

struct TaskHeader;

enum class TraceEvent : std::uint8_t {
  task_created,
  task_ready,  // it waits no longer, and will have a turn
  turn_begins,
  turn_ends,  // of the task whose turn began last, which may be gone
  task_ended,
  sleep_begins,  // nothing is ready: the processor sleeps
  sleep_ends,
};

/// Who is told: from the loop's thread, never from an interrupt. It must not call the scheduler.
struct Tracer {
  void (*note)(Tracer*, TraceEvent event, const TaskHeader* task) noexcept;
};

#if UASYNCIO_TRACE
/// The tracer of this thread's loops.
inline constinit UASYNCIO_THREAD_LOCAL Tracer* tracer = nullptr;

/// From here on `next` is told of this thread's loops; null: nobody. Returns the one before. From
/// tasks and plain code.
inline Tracer* exchange_tracer(Tracer* next) noexcept {
  Tracer* const before = tracer;
  tracer = next;
  return before;
}
/// Tells the tracer, if there is one. From the loop and what it calls.
inline void trace_point(TraceEvent event, const TaskHeader* task = nullptr) noexcept {
  if (tracer != nullptr) [[unlikely]]
    tracer->note(tracer, event, task);
}
#else
/// Nobody is told of anything. From anywhere.
inline Tracer* exchange_tracer(Tracer*) noexcept { return nullptr; }
inline void trace_point(TraceEvent, const TaskHeader* = nullptr) noexcept {}
#endif

}  // namespace uasyncio::kernel
