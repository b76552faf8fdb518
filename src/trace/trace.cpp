// SPDX-License-Identifier: MIT
// The ring behind a Trace. It is written in the middle of the scheduler's work, so it only copies
// what would be gone later: the time, and which task.
#include "uasyncio/trace/trace.hpp"

#include "uasyncio/kernel/assert.hpp"
#include "uasyncio/kernel/scheduler.hpp"

namespace uasyncio {
namespace {

Time time_of(const kernel::Scheduler* scheduler) noexcept {
  return scheduler != nullptr ? to_microseconds(scheduler->port().now()) : 0;
}

}  // namespace

TraceRecorder::TraceRecorder(std::span<TraceEntry> room) noexcept
    : room_(room), before_(kernel::exchange_tracer(this)) {
  UASYNCIO_ASSERT(!room.empty());
  note = [](kernel::Tracer* tracer, TraceEvent event, const kernel::TaskHeader* task) noexcept {
    auto* const self = static_cast<TraceRecorder*>(tracer);
    self->room_[self->count_++ % self->room_.size()] = {
        time_of(kernel::Scheduler::running()), task,
        task != nullptr ? task->name_or_default() : nullptr, event};
  };
}

TraceRecorder::~TraceRecorder() { kernel::exchange_tracer(before_); }

const TraceEntry& TraceRecorder::operator[](std::size_t index) const noexcept {
  UASYNCIO_ASSERT(index < size(), index);
  return room_[(lost() + index) % room_.size()];
}

}  // namespace uasyncio
