// SPDX-License-Identifier: MIT
// Low priority, from micropython-async V2: waiting that ends when the time has come *and* nothing
// else is ready, or when it is overdue by more than Loop::max_overdue_ms (0: never, the default).
#pragma once

#include "uasyncio/core/sleep.hpp"

namespace uasyncio {

class [[nodiscard("co_await it: without that nobody waits")]] LowPrioritySleep {
 public:
  explicit LowPrioritySleep(Duration length) noexcept : length_(length) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
    kernel::Scheduler* scheduler = kernel::Scheduler::running();
    scheduler->sleep_low(scheduler->deadline_after(length_), detail::frame_of(awaiting));
  }
  void await_resume() const noexcept {}

 private:
  Duration length_;
};

/// Sleeps for at least so long, and then until it is this task's turn. 0 lets everything that is
/// ready go first. As `sleep` otherwise. From a task.
[[nodiscard("co_await it: without that nobody waits")]]
inline LowPrioritySleep after(Length length) noexcept {
  return LowPrioritySleep(length.duration());
}
/// The same in milliseconds.
[[nodiscard("co_await it: without that nobody waits")]]
inline LowPrioritySleep after_ms(Milliseconds length) noexcept {
  return after(length);
}

}  // namespace uasyncio
