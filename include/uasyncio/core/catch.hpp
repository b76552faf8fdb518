// Seeing how something ended instead of failing with it: as_result and as_outcome.
#pragma once

#include "uasyncio/core/body_catcher.hpp"

namespace uasyncio {
namespace detail {

/// Runs a coroutine below a catch point that turns its end into a value.
template <class T, class End>
class [[nodiscard("co_await it: without that nothing runs")]] Catching : kernel::CatchPoint {
 public:
  explicit Catching(Coro<T>&& body) noexcept : body_(std::move(body)) {}
  /// Only before it is awaited.
  Catching(Catching&& other) noexcept : body_(std::move(other.body_)) {}

  bool await_ready() noexcept { return !body().can_start(); }
  void await_suspend(std::coroutine_handle<> awaiting) noexcept {
    BodyCatcher<Catching>::start(*this, frame_of(awaiting));
  }
  End await_resume() {
    if (!body().can_start()) return End(take_failure());
    if constexpr (std::is_void_v<T>) {
      InsideCoro::take(body_);
      return End(std::in_place);
    } else {
      return End(std::in_place, InsideCoro::take(body_));
    }
  }

 private:
  static constexpr bool catches_cancellation = std::is_same_v<End, Outcome<T>>;

  friend BodyCatcher<Catching>;
  CoroBase& body() noexcept { return InsideCoro::of(body_); }
  bool body_over(kernel::TaskHeader* task, bool unwound) noexcept {
    if (!unwound || !task->failure.is_cancellation()) return true;
    if (catches_cancellation) task->catch_cancellation();
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

  Coro<T> body_;
};

}  // namespace detail

/// Awaits a coroutine, task or any other awaitable and gives its end as a Result<T>: the value or
/// the failure. The task's own cancellation passes through: what follows does not run, destructors
/// do. `auto result = co_await as_result(read(port));` Suspends where the body does. Never fails.
/// From a task.
template <class T>
[[nodiscard("co_await it: without that nothing runs")]]
detail::Catching<T, Result<T>> as_result(Coro<T> body) noexcept {
  return detail::Catching<T, Result<T>>(std::move(body));
}
template <detail::OtherAwaitable A>
[[nodiscard("co_await it: without that nothing runs")]]
detail::Catching<detail::AwaitedValueOf<A>, Result<detail::AwaitedValueOf<A>>> as_result(
    A awaitable) noexcept {
  using T = detail::AwaitedValueOf<A>;
  return detail::Catching<T, Result<T>>(detail::as_coro(std::move(awaitable)));
}

/// As as_result, but the task's own cancellation is caught as well: `outcome.cancelled()`. The
/// cancel is then over, unless `co_await pass_on(std::move(outcome))` goes on with it.
template <class T>
[[nodiscard("co_await it: without that nothing runs")]]
detail::Catching<T, Outcome<T>> as_outcome(Coro<T> body) noexcept {
  return detail::Catching<T, Outcome<T>>(std::move(body));
}
template <detail::OtherAwaitable A>
[[nodiscard("co_await it: without that nothing runs")]]
detail::Catching<detail::AwaitedValueOf<A>, Outcome<detail::AwaitedValueOf<A>>> as_outcome(
    A awaitable) noexcept {
  using T = detail::AwaitedValueOf<A>;
  return detail::Catching<T, Outcome<T>>(detail::as_coro(std::move(awaitable)));
}

}  // namespace uasyncio
