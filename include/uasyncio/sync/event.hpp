// SPDX-License-Identifier: MIT
// Event: many tasks wait until one sets it.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/kernel/wait_list.hpp"

namespace uasyncio {

/// For tasks of one loop; see ThreadSafeFlag for interrupts and threads. Not movable.
class Event {
 public:
  /// `name` is shown in dumps; a literal.
  explicit constexpr Event(const char* name = "Event") noexcept : waiters_(name) {}

  class [[nodiscard("co_await it: without that nobody waits")]] Wait {
   public:
    explicit Wait(Event& event) noexcept : event_(&event) {}
    bool await_ready() const noexcept { return event_->is_set_; }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      kernel::Scheduler::running()->wait_in(event_->waiters_, detail::frame_of(awaiting));
    }
    void await_resume() const noexcept {}

   private:
    Event* event_;
  };

  /// Suspends until the event is set; at once, without yielding, if it is set now. Cancelling
  /// leaves no trace. Never fails. From a task.
  [[nodiscard("co_await it: without that nobody waits")]]
  Wait wait() noexcept {
    return Wait(*this);
  }

  /// Sets the event and makes all waiters ready, in the order in which they began to wait; they go
  /// on even if it is cleared before they run. Setting a set event does nothing.
  void set() noexcept {
    is_set_ = true;
    waiters_.wake_all();
  }
  /// Who waits from here on waits until it is set again. From tasks and plain code, as `set`.
  void clear() noexcept { is_set_ = false; }
  bool is_set() const noexcept { return is_set_; }
  /// Whether a task waits.
  bool has_waiters() const noexcept { return !waiters_.empty(); }

 private:
  kernel::WaitList waiters_;
  bool is_set_ = false;
};

}  // namespace uasyncio
