// SPDX-License-Identifier: MIT
// wait_for: something with a time limit.
#pragma once

#include "uasyncio/core/body_catcher.hpp"
#include "uasyncio/kernel/cancel_scope.hpp"
#include "uasyncio/port/length.hpp"

namespace uasyncio {
namespace detail {

/// The catch point and timer of a wait_for or Timeout, whatever its type.
class TimeLimit : public kernel::CancelScope, public kernel::CallbackTimer {
 public:
  explicit TimeLimit(Duration limit) noexcept { time_limit = limit; }
  /// Only before it has begun.
  TimeLimit(TimeLimit&& other) noexcept : TimeLimit(other.time_limit) {}

 protected:
  /// Starts the clock.
  void begin() noexcept;
  /// For BodyCatcher. Turns a time-out that has struck into the failure TimeoutError.
  bool body_over(kernel::TaskHeader* task, bool unwound) noexcept;
  bool abandon() noexcept {
    if (!has_struck()) task_->scheduler->remove_timer(this);
    return false;
  }
  bool has_timed_out(const kernel::TaskHeader* task) const noexcept {
    return may_be_delivered(task);
  }

 private:
  // Apart, so that the usual way stays short.
  [[gnu::noinline]] bool end_late(kernel::TaskHeader* task) noexcept;
  static void on_time_out(kernel::CallbackTimer* timer) noexcept;
};

/// Runs a body, see BodyOf, with a time limit.
template <class Body>
class [[nodiscard("co_await it: without that nothing runs")]] WaitFor : TimeLimit {
 public:
  WaitFor(Body&& body, Duration limit) noexcept : TimeLimit(limit), body_(std::move(body)) {}
  WaitFor(WaitFor&& other) noexcept = default;
  [[gnu::always_inline]] ~WaitFor() = default;  // as that of Coro

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiting) noexcept {
    if (body().can_start()) begin();
    BodyCatcher<WaitFor>::start(*this, frame_of(awaiting));
  }
  typename Body::value_type await_resume() {
    raise_pending_failure();
    return take_value(body_);
  }

 private:
  friend BodyCatcher<WaitFor>;
  auto& body() noexcept { return inside(body_); }

  Body body_;
};

}  // namespace detail

/// Awaits `body`, a coroutine or any other awaitable, for at most so long; std::nullopt is no
/// limit. If the time runs out first, cancels it, waits until it has really ended, and fails with
/// TimeoutError; a value or failure that comes too late is dropped. The body runs in the calling
/// task. If time-out and end fall into one pass, the time-out wins unless the body has ended
/// already; a cancel of the task beats a time-out. Cancelling the waiter cancels the body. A time
/// of zero or less lets the body run to its first suspension. What a stream gives to await needs no
/// memory for that. From a task.
template <detail::Awaitable A>
[[nodiscard("co_await it: without that nothing runs")]]
detail::WaitFor<detail::BodyOf<A>> wait_for(A body, Length limit) noexcept {
  return {detail::body_of(std::move(body)), limit.duration()};
}
/// A mistake.
template <class A, class Limit>
  requires(!detail::Awaitable<A>)
[[nodiscard("co_await it: without that nothing runs")]]
Coro<> wait_for(A, Limit) noexcept {
  static_assert(sizeof(A) == 0,
                "wait_for takes what can be awaited: call the function, wait_for(f(), 1)");
  co_return;
}
/// The same in milliseconds.
template <detail::Awaitable A>
[[nodiscard("co_await it: without that nothing runs")]]
auto wait_for_ms(A awaitable, Milliseconds limit) noexcept {
  return wait_for(std::move(awaitable), limit);
}

}  // namespace uasyncio
