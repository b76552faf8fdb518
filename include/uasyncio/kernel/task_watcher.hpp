// SPDX-License-Identifier: MIT
// Watching tasks: how whoever waits for several, as gather, wait, as_completed and TaskGroup do, is
// told of the end of each.
#pragma once

#include "uasyncio/kernel/wait_list.hpp"

namespace uasyncio::kernel {

/// Is told once of the end of a task. Stays in its place while it watches one. In the loop's
/// thread: from tasks and plain code.
struct TaskWatcher : Watcher {
  using Ended = void (*)(Watcher*, TaskHeader*) noexcept;

  bool is_watching() const noexcept { return watched != nullptr; }

  /// Calls `ended`, which begins with `watched = nullptr`, when `task` ends. False, and nothing
  /// comes, if it is over already or null.
  bool start(TaskHeader* task, Ended ended, State kind = State::not_a_task) noexcept {
    UASYNCIO_ASSERT(watched == nullptr && ended != nullptr);
    UASYNCIO_ASSERT(kind >= State::not_a_task && kind <= State::child_watcher, kind);
    if (task == nullptr || task->done()) return false;
    state = kind;
    notify = ended;
    watched = task;
    append(task->waiters, this);
    return true;
  }
  /// False if nothing was watched.
  bool stop() noexcept {
    if (watched == nullptr) return false;
    UASYNCIO_ASSERT(watched->waiters.head != nullptr, watched->state);
    UASYNCIO_ASSERT(state >= State::not_a_task, state);
    remove(watched->waiters, this);
    watched = nullptr;
    return true;
  }

  TaskHeader* watched = nullptr;
};

/// Watches a task for a composite. The task's first watcher, if the composite owns the task.
struct ChildWatcher : TaskWatcher {
  /// As TaskWatcher::start, for `whose`.
  bool start(TaskHeader* task, Composite* whose, Ended ended) noexcept {
    composite = whose;
    return TaskWatcher::start(task, ended, State::child_watcher);
  }

  Composite* composite;
};

}  // namespace uasyncio::kernel
