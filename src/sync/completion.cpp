// SPDX-License-Identifier: MIT
// One task that waits for one thing to be done, as a driver's transfer. If who would do it goes,
// the task is cancelled and that is reported, as with every wait list.
#include "uasyncio/sync/completion.hpp"

namespace uasyncio::detail {

void Completion::complete(const Error& error) noexcept {
  error_ = error;
  if (fails_ && error) {
    waiters_.fail_all(error);
  } else {
    waiters_.wake_all();
  }
}

void Completion::abandon(const char* what) noexcept {
  kernel::TaskHeader* const task = kernel::task_of(kernel::take_first(waiters_));
  if (task == nullptr) return;
  kernel::forsake(task, what);
  task->scheduler->make_ready(task);
}

}  // namespace uasyncio::detail
