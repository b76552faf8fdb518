// SPDX-License-Identifier: MIT
// Cancelling a task and waiting until it has really ended.
#pragma once

#include "uasyncio/core/task.hpp"

namespace uasyncio {

/// Awaits the end of a task, whatever it is, and gives it as an error.
class [[nodiscard("co_await it: without that nobody waits for the end")]] EndWait {
 public:
  explicit EndWait(AnyTask task) noexcept : task_(std::move(task)) {}
  bool await_ready() const noexcept { return task_.done() || is_self(); }
  void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
    kernel::Scheduler::running()->await_task(detail::InsideTask::header(task_),
                                             detail::frame_of(awaiting),
                                             kernel::State::awaiting_quietly);
  }
  /// Error::none if it ended with a value, Error::cancelled if it was cancelled.
  Error await_resume() const noexcept {
    return is_self() ? Error::runtime("a task cannot wait for its own end") : task_.error();
  }

 private:
  bool is_self() const noexcept {
    return detail::InsideTask::header(task_) == kernel::Scheduler::running()->current();
  }
  AnyTask task_;
};

/// Cancels `task` and waits until its cleanup is done. Never fails: gives how the task ended.
/// Cancelling the waiter ends the wait, not the other's cleanup. A task that names itself gets
/// Error::runtime, and is cancelled at its next suspension. From a task.
[[nodiscard("co_await it: without that nobody waits for the end; task.cancel() only asks for it")]]
inline EndWait cancel_and_wait(AnyTask task) noexcept {
  task.cancel();
  return EndWait(std::move(task));
}

}  // namespace uasyncio
