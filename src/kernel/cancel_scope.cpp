// SPDX-License-Identifier: MIT
// How a scope is struck: at once, or when the cleanup inside it has ended, because a cleanup must
// not be cut short from further out.
#include "uasyncio/kernel/cancel_scope.hpp"

namespace uasyncio::kernel {

void CancelScope::strike() noexcept {
  UASYNCIO_ASSERT(task_ != nullptr && !task_->done(), task_->state);
  has_struck_ = true;
  if (may_be_delivered(task_)) {
    Scheduler::time_out(task_);
  } else {
    task_->flags |= timeout_held_back;  // a cleanup is under way inside
  }
}

}  // namespace uasyncio::kernel
