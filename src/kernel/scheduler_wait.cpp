// SPDX-License-Identifier: MIT
// Of kernel/scheduler.hpp: how the running task begins to wait, or fails instead.
#include "uasyncio/kernel/scheduler.hpp"

#include "uasyncio/kernel/wait_list.hpp"

namespace uasyncio::kernel {

void Scheduler::wait_in(NodeList& list, Frame* waiting, State how) noexcept {
  TaskHeader* task = current_;
  UASYNCIO_ASSERT(task != nullptr && waiting != nullptr);
  UASYNCIO_ASSERT(task->state == State::running, task->state);
  UASYNCIO_ASSERT(how >= State::listed && how <= State::listed_outside, how);
  task->leaf = waiting;
  task->state = how;
  task->waits_on.list = &list;
  append(list, task);
}

void Scheduler::sleep_until(Instant deadline, Frame* waiting) noexcept {
  TaskHeader* task = current_;
  UASYNCIO_ASSERT(task != nullptr && waiting != nullptr);
  UASYNCIO_ASSERT(task->state == State::running, task->state);
  task->leaf = waiting;
  task->state = State::sleeping;
  task->deadline = deadline;
  timers_.push(task);
}

void Scheduler::sleep_for(Duration length, Frame* waiting) noexcept {
  sleep_until(deadline_after(length), waiting);
}

void Scheduler::sleep_some_milliseconds(std::uint32_t length, Frame* waiting) noexcept {
  Scheduler* const self = running_;
  UASYNCIO_ASSERT(self != nullptr && waiting != nullptr);
  UASYNCIO_ASSERT(length != 0);
  Port& port = *self->port_;
  // 49 days at the most: the sum does not overflow. In numbers, so that GCC makes one instruction
  // of product and sum.
  const Time now = to_microseconds(port.now());
  const Time granularity = to_microseconds(port.granularity());
  const Time deadline = now + (granularity + detail::thousand_times(length));
  self->sleep_until(at_microseconds(deadline), waiting);
}

void Scheduler::fail(Failure failure, Frame* waiting) noexcept {
  TaskHeader* task = current_;
  UASYNCIO_ASSERT(task != nullptr && waiting != nullptr);
  UASYNCIO_ASSERT(static_cast<bool>(failure), task->state);
  UASYNCIO_ASSERT((task->flags & failure_pending) == 0, task->flags);
  task->leaf = waiting;
  task->failure = failure;
  task->flags |= failure_pending;
  // It was caught, which took the request away, and is passed on: the task must end again.
  if (failure.is_whole_cancellation()) task->flags |= cancel_requested;
}

}  // namespace uasyncio::kernel
