// SPDX-License-Identifier: MIT
// OwnedTask: a handle that ends its task, for members of classes.
#pragma once

#include "uasyncio/core/task.hpp"

#include <utility>

namespace uasyncio {

/// A task that belongs to an object, and goes with it:
///   class Driver {
///     ...
///     OwnedTask<> task_ = create_task(run(), {.name = "driver"});  // the last member
///   };
/// Declared last it is the first member to be destroyed, so that the task, which uses the others,
/// never sees one that is gone. Movable, not copyable; an object that moves leaves its task behind
/// with the old `this`, so give such a class no move.
///
/// The destructor ends the task at once. Its frames are destroyed, innermost first, and with them
/// those of the children that it owns (of gather, WaitAny, TaskGroup), children first: destructors
/// and `on_cancel` guards run, inside the call. A task that it awaits through a handle is cancelled
/// as by `cancel()`, and ends later: hold it in an OwnedTask too if it uses the object. A function
/// that it runs in another thread (Context, to_thread) is waited for, by the thread. What awaits
/// cannot run any more: the cleanup of a `finally`, the `aexit` of a resource, what follows an
/// `as_outcome`; if the task was inside one, that is reported with its name. Who awaits the task
/// sees CancelledError.
///
/// A task that runs just now, or waits for what runs, cannot end at once: it destroys its own
/// owner. That is reported with its name, and it is cancelled, so that it ends at its next
/// suspension.
///
/// Objects may own tasks whose coroutines hold objects that own tasks, and so on: four levels end
/// inside one another, each further one as soon as the task above it has ended.
///
/// From plain code and tasks of the loop's thread; whether the loop runs, is gone or has not begun
/// does not matter. An empty handle, or one whose task is over or could not be created, does
/// nothing.
template <class T = void>
class [[nodiscard("co_await it, or keep it: its task ends with it")]] OwnedTask {
 public:
  using value_type = T;

  /// Owns nothing.
  OwnedTask() noexcept = default;
  /// Takes the task over. Other handles to it stay valid, and see it end.
  OwnedTask(Task<T>&& task) noexcept : task_(std::move(task)) {}
  OwnedTask(OwnedTask&& other) noexcept = default;
  /// Ends the task that was owned before.
  OwnedTask& operator=(OwnedTask&& other) noexcept {
    OwnedTask taken(std::move(other));
    std::swap(task_, taken.task_);
    return *this;
  }
  ~OwnedTask() {
    if (task_) kernel::Scheduler::end_owned(detail::InsideTask::header(task_));
  }

  explicit operator bool() const noexcept { return static_cast<bool>(task_); }
  /// As of Task.
  bool done() const noexcept { return task_.done(); }
  bool cancelled() const noexcept { return task_.cancelled(); }
  bool cancel() const noexcept { return task_.cancel(); }
  Error error() const noexcept { return task_.error(); }
  const char* name() const noexcept { return task_.name(); }
  TaskWait<T> operator co_await() const& noexcept { return task_.operator co_await(); }

  /// The handle, for gather, wait, cancel_and_wait. The task is still owned.
  const Task<T>& task() const noexcept { return task_; }
  /// Gives the task away: it is not owned any more, and goes on.
  Task<T> release() noexcept { return std::move(task_); }

 private:
  Task<T> task_;
};

}  // namespace uasyncio
