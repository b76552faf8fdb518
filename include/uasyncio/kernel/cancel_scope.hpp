// SPDX-License-Identifier: MIT
// The catch point under wait_for, Timeout and TaskGroup: a part of a task that can be ended from
// outside while the task goes on.
#pragma once

#include "uasyncio/kernel/scheduler.hpp"

namespace uasyncio::kernel {

/// Sits in or beside the awaiter whose body it may end. The derived class is the `decide` of the
/// catch point, and says what a strike means: TimeoutError, or the failure of a child.
class CancelScope : public CatchPoint {
 protected:
  CancelScope() noexcept = default;
  CancelScope(const CancelScope&) = delete;
  CancelScope& operator=(const CancelScope&) = delete;

  /// The running task enters the scope, which has not struck.
  void enter() noexcept {
    UASYNCIO_ASSERT(Scheduler::running() != nullptr);
    task_ = Scheduler::running()->current();
    shield_depth_ = task_->shield_depth;
  }
  /// Ends the body: at its next turn or suspension, or when the cleanup inside it has ended.
  void strike() noexcept;

  bool has_struck() const noexcept { return has_struck_; }
  /// Before it is entered again.
  void forget_strike() noexcept { has_struck_ = false; }
  /// The answer to Question::has_timed_out.
  bool may_be_delivered(const TaskHeader* task) const noexcept {
    return has_struck_ && task->shield_depth <= shield_depth_;
  }
  /// After a strike: a cancel of the whole task, or a strike further out, goes before it.
  bool is_outranked(TaskHeader* task) const noexcept {
    return task->must_end() || Scheduler::has_timed_out_above(task, frame);
  }

  TaskHeader* task_;  // set by `enter`, as the shields are

 private:
  std::uint16_t shield_depth_;
  bool has_struck_ = false;
};

}  // namespace uasyncio::kernel
