// SPDX-License-Identifier: MIT
// Completion: what awaiters are made of whose wait ends with an error or without one, and that must
// hear when it is given up.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/kernel/wait_list.hpp"

namespace uasyncio::detail {

/// Base of an awaiter that somebody else completes. It lies in the frame of the task that waits:
/// when that is cancelled the frame goes, and the awaiter's destructor knows. For awaiters.
class Completion {
 public:
  bool await_ready() const noexcept { return false; }

 protected:
  /// `what` names the wait in dumps; a literal. With `fails` the await fails if the end is an
  /// error.
  Completion(const char* what, bool fails) noexcept : waiters_(what), fails_(fails) {}
  Completion(const Completion&) = delete;
  Completion& operator=(const Completion&) = delete;
  ~Completion() = default;

  bool fails() const noexcept { return fails_; }
  /// The running task waits. In await_suspend.
  void wait(std::coroutine_handle<> awaiting) noexcept {
    kernel::Scheduler::running()->wait_in(waiters_, frame_of(awaiting),
                                          kernel::State::listed_outside);
  }
  /// The wait is over. From the loop's thread; not from inside of await_ready.
  void complete(const Error& error) noexcept;
  /// What would end the wait goes, a primitive of the name `what`: reported, and the task that
  /// waits is cancelled, as those in a WaitList are. From the loop's thread.
  void abandon(const char* what) noexcept;
  /// How it ended. In await_resume; of one that fails there is no error left.
  Error end() const {
    raise_pending_failure();
    return error_;
  }

 private:
  kernel::WaitList waiters_;
  Error error_;
  bool fails_;
};

}  // namespace uasyncio::detail
