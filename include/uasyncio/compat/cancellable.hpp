// SPDX-License-Identifier: MIT
// Cancellable: tasks that are cancelled together.
#pragma once

#include "uasyncio/compat/named_task.hpp"

namespace uasyncio {

/// A task that belongs to a group, which is a number:
///   Cancellable(blink(led), 1);  ...  co_await Cancellable::cancel_all(1);
/// It leaves the group when it has ended. Groups are per thread. Dropping the object leaves the
/// task running. (TaskGroup is the structured way: its tasks cannot be forgotten.)
class Cancellable : public detail::FindableTask {
 public:
  /// Starts a coroutine, or anything else that can be awaited but a task, as a task of the group.
  template <class T>
  explicit Cancellable(Coro<T> coro, int group = 0) noexcept {
    start(nullptr, group, std::move(coro), "cancellable");
  }
  template <detail::Startable A>
    requires(!std::derived_from<A, detail::FindableTask>)
  explicit Cancellable(A awaitable, int group = 0) noexcept
      : Cancellable(detail::as_coro(std::move(awaitable)), group) {}

  /// Cancels all tasks of the group, the oldest first, and returns when all of them have ended. A
  /// task of the group that calls it is spared, tasks that join meanwhile are too. Cancelling the
  /// waiter ends the wait. Fails with MemoryError, cancelling none, without room in the frame pool.
  /// From a task.
  [[nodiscard("co_await it: without that nothing is cancelled")]]
  static Coro<> cancel_all(int group = 0);
};

}  // namespace uasyncio
