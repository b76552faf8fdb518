// SPDX-License-Identifier: MIT
// A step before a frame that wants the value of a task: somebody else may have taken it out between
// the end of the task and this turn. Then the wait fails instead.
#include "uasyncio/kernel/value_check.hpp"

#include "uasyncio/kernel/scheduler.hpp"

namespace uasyncio::kernel {
namespace {

void look(Frame* frame) noexcept {
  auto* const check = static_cast<ValueCheck*>(frame);
  Frame* const waiting = check->parent.frame();
  Scheduler* const scheduler = Scheduler::running();
  UASYNCIO_ASSERT(scheduler != nullptr);
  UASYNCIO_ASSERT(waiting != nullptr);
  const bool fails_anyway = (scheduler->current()->flags & failure_pending) != 0;
  if (fails_anyway || check->is_there(*check)) {
    scheduler->continue_with(waiting);
  } else {
    scheduler->fail(Failure(value_was_taken()), waiting);
  }
}

}  // namespace

Error value_was_taken() noexcept { return Error::runtime("result already taken"); }

Frame* ValueCheck::below(Frame* waiting, IsThere asked) noexcept {
  put_before(waiting, &look);
  is_there = asked;
  return this;
}

bool value_is_gone(const TaskHeader* task) noexcept {
  return task->state == State::ended_with_frame && !task->leaf->parent.has_value();
}

}  // namespace uasyncio::kernel
