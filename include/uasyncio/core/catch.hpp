// SPDX-License-Identifier: MIT
// Seeing how something ended instead of failing with it: as_result and as_outcome.
#pragma once

#include "uasyncio/core/body_catcher.hpp"

namespace uasyncio {
namespace detail {

/// Runs a body, see BodyOf, below a catch point that turns its end into a value.
template <class Body, template <class> class End>
class [[nodiscard("co_await it: without that nothing runs")]] Catching : kernel::CatchPoint {
  using T = typename Body::value_type;

 public:
  explicit Catching(Body&& body) noexcept : body_(std::move(body)) {}
  /// Only before it is awaited.
  Catching(Catching&& other) noexcept : body_(std::move(other.body_)) {}

  bool await_ready() noexcept { return !body().can_start(); }
  void await_suspend(std::coroutine_handle<> awaiting) noexcept {
    BodyCatcher<Catching>::start(*this, frame_of(awaiting));
  }
  End<T> await_resume() {
    if (!has_ended(body_)) return End<T>(take_failure());
    if constexpr (std::is_void_v<T>) {
      take_value(body_);
      return End<T>(std::in_place);
    } else {
      return End<T>(std::in_place, take_value(body_));
    }
  }

 private:
  static constexpr bool catches_cancellation = std::is_same_v<End<T>, Outcome<T>>;

  friend BodyCatcher<Catching>;
  auto& body() noexcept { return inside(body_); }
  bool body_over(kernel::TaskHeader* task, bool unwound) noexcept {
    if (!unwound || !task->failure.is_cancellation()) return true;
    if constexpr (catches_cancellation) {
      task->catch_cancellation();
      kernel::Scheduler::expect_stuck();
    }
    return catches_cancellation;
  }
  bool abandon() const noexcept { return catches_cancellation; }  // what follows is lost
  bool has_timed_out(const kernel::TaskHeader*) const noexcept { return false; }

  kernel::Failure take_failure() noexcept {
    kernel::TaskHeader* task = kernel::Scheduler::running()->current();
    if ((task->flags & kernel::failure_pending) == 0)
      return kernel::Failure(body().creation_failure());
    task->flags = static_cast<std::uint8_t>(task->flags & ~kernel::failure_pending);
    return task->failure;
  }

  Body body_;
};

}  // namespace detail

/// Awaits a coroutine, task or any other awaitable and gives its end as a Result<T>: the value or
/// the failure. The task's own cancellation passes through: what follows does not run, destructors
/// do. `auto result = co_await as_result(read(port));` Suspends where the body does. Never fails.
/// What a stream gives to await needs no memory for that. From a task.
template <detail::Awaitable A>
[[nodiscard("co_await it: without that nothing runs")]]
detail::Catching<detail::BodyOf<A>, Result> as_result(A awaitable) noexcept {
  return detail::Catching<detail::BodyOf<A>, Result>(detail::body_of(std::move(awaitable)));
}

/// As as_result, but the task's own cancellation is caught as well: `outcome.cancelled()`. The
/// cancel is then over, unless `co_await pass_on(std::move(outcome))` goes on with it.
template <detail::Awaitable A>
[[nodiscard("co_await it: without that nothing runs")]]
detail::Catching<detail::BodyOf<A>, Outcome> as_outcome(A awaitable) noexcept {
  return detail::Catching<detail::BodyOf<A>, Outcome>(detail::body_of(std::move(awaitable)));
}

}  // namespace uasyncio
