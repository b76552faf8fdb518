// SPDX-License-Identifier: MIT
// Timeout: a time limit that can be moved while it runs (asyncio.timeout).
#pragma once

#include "uasyncio/core/fail.hpp"
#include "uasyncio/core/create_task.hpp"
#include "uasyncio/structured/wait_for.hpp"

#include <optional>

namespace uasyncio {
namespace detail {
template <class T>
class TimeoutBody;
}

/// The time limit of one block:
///   Timeout timeout(10);
///   co_await with(timeout, [&]() -> Coro<> { ... timeout.reschedule(5); ... });
/// The clock starts with the block. For one use; movable only before it. For tasks and plain code
/// of the loop's thread.
class Timeout : private detail::TimeLimit {
 public:
  /// std::nullopt is no limit.
  explicit Timeout(Length limit) noexcept : TimeLimit(limit.duration()) {}
  Timeout(Timeout&& unused) noexcept = default;

  /// Moves the end of the time: so long from now, or never. Before the block it is the length.
  /// False if the time has run out already or the block is over.
  bool reschedule(Length limit) noexcept;
  /// The same for an instant of the loop's clock; one that has passed ends the block at once.
  bool reschedule_at(Time instant) noexcept { return move_to(detail::named_instant(instant)); }

  /// When the time runs out, by the loop's clock; nothing if never, or if the block has not begun
  /// and it is not known yet.
  std::optional<Time> when() const noexcept {
    if (phase_ == Phase::unused && !is_instant_) return std::nullopt;
    const Instant end = phase_ == Phase::unused ? Instant{} + time_limit : deadline;
    return end == never ? std::nullopt : std::optional(to_microseconds(end));
  }
  /// The time ran out before the block had ended.
  bool expired() const noexcept { return has_struck(); }

 private:
  template <class T>
  friend class detail::TimeoutBody;
  friend detail::BodyCatcher<Timeout>;
  enum class Phase : std::uint8_t { unused, running, over };

  bool move_to(Instant instant) noexcept;
  void set_timer(Instant instant) noexcept;
  void start(detail::CoroBase& body, kernel::Frame* waiting) noexcept;
  detail::CoroBase& body() const noexcept { return *body_; }
  bool body_over(kernel::TaskHeader* task, bool unwound) noexcept;
  bool abandon() noexcept;

  detail::CoroBase* body_ = nullptr;
  Phase phase_ = Phase::unused;
  bool is_instant_ = false;  // before the block: `time_limit` counts from the start of the clock
};

/// A timeout that ends at an instant of the loop's clock (Loop::time). From tasks and plain code.
inline Timeout timeout_at(Time instant) noexcept {
  Timeout timeout(std::nullopt);
  timeout.reschedule_at(instant);
  return timeout;
}

namespace detail {

/// Awaits a body under a timeout.
template <class T>
class [[nodiscard("co_await it: without that nothing runs")]] TimeoutBody {
 public:
  TimeoutBody(Timeout& timeout, Coro<T>&& body) noexcept
      : timeout_(&timeout), body_(std::move(body)) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiting) noexcept {
    timeout_->start(InsideCoro::of(body_), frame_of(awaiting));
  }
  T await_resume() {
    raise_pending_failure();
    return InsideCoro::take(body_);
  }

 private:
  Timeout* timeout_;
  Coro<T> body_;
};

template <class Holder, class Body>
auto run_in_time(Holder timeout, Body body) -> std::invoke_result_t<Body&> {
  using T = typename std::invoke_result_t<Body&>::value_type;
  co_return co_await TimeoutBody<T>(timeout, body());
}
template <class Holder, class Body>
auto run_in_time(Holder timeout, Body body) -> std::invoke_result_t<Body&, Timeout&> {
  using T = typename std::invoke_result_t<Body&, Timeout&>::value_type;
  co_return co_await TimeoutBody<T>(timeout, body(timeout));
}

template <class Body>
concept TimedBody = CoroutineFunction<Body> || CoroutineFunction<Body, Timeout&>;

}  // namespace detail

/// Runs `body`, a coroutine function with no argument or with the timeout, and gives its value.
/// When the time runs out: as wait_for, cancels the body, waits for it, and fails with
/// TimeoutError. Fails with RuntimeError if the timeout was used before. From a task.
template <detail::TimedBody Body>
[[nodiscard("co_await it: without that the body does not run")]]
auto with(Timeout& timeout, Body body) {
  return detail::run_in_time<Timeout&, Body>(timeout, std::move(body));
}
template <detail::TimedBody Body>
[[nodiscard("co_await it: without that the body does not run")]]
auto with(Timeout&& timeout, Body body) {
  return detail::run_in_time<Timeout, Body>(std::move(timeout), std::move(body));
}

/// As wait_for, of a coroutine or any other awaitable, with an instant of the loop's clock in place
/// of a length. From a task.
template <class T>
[[nodiscard("co_await it: without that nothing runs")]]
Coro<T> wait_until(Coro<T> body, Time deadline) {
  Timeout timeout = timeout_at(deadline);
  co_return co_await detail::TimeoutBody<T>(timeout, std::move(body));
}
template <detail::OtherAwaitable A>
[[nodiscard("co_await it: without that nothing runs")]]
Coro<detail::AwaitedValueOf<A>> wait_until(A awaitable, Time deadline) {
  return wait_until(detail::as_coro(std::move(awaitable)), deadline);
}

}  // namespace uasyncio
