// SPDX-License-Identifier: MIT
// with: Python's `async with`, as a guard or around a body.
#pragma once

#include "uasyncio/core/finally.hpp"
#include "uasyncio/core/create_task.hpp"

#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>

namespace uasyncio {

/// What is acquired by an await and released at once: Lock, Semaphore, Condition.
template <class L>
concept Lockable = requires(L& lockable) {
  lockable.acquire().await_resume();
  lockable.release();
};

/// What is entered and left by an await: Python's __aenter__ and __aexit__. `aexit` gives nothing.
template <class R>
concept AsyncResource = requires(R& resource) {
  typename detail::AwaitedValueOf<decltype(resource.aenter())>;
  requires std::is_void_v<detail::AwaitedValueOf<decltype(resource.aexit())>>;
};

/// Holds a lockable, and releases it when it is destroyed: at the end of its scope, however that is
/// left. Movable, not copyable. The lockable must outlive it. From tasks and plain code of the
/// loop's thread.
template <Lockable L>
class [[nodiscard("keep it: auto held = co_await with(lock); dropped, it releases at once")]]
Held {
 public:
  /// Takes over what has been acquired.
  explicit Held(L& lockable) noexcept : lockable_(&lockable) {}
  Held(Held&& other) noexcept : lockable_(std::exchange(other.lockable_, nullptr)) {}
  Held& operator=(Held other) noexcept {
    std::swap(lockable_, other.lockable_);
    return *this;
  }
  ~Held() { release(); }

  /// Releases it early. Does nothing the second time.
  void release() noexcept {
    if (lockable_ != nullptr) std::exchange(lockable_, nullptr)->release();
  }

 private:
  L* lockable_;
};

namespace detail {

template <class L>
class [[nodiscard(
    "co_await it, and keep what it gives: auto held = co_await with(lock);")]] EnterGuard {
 public:
  explicit EnterGuard(L& lockable) noexcept : lockable_(&lockable), acquire_(lockable.acquire()) {}
  bool await_ready() { return acquire_.await_ready(); }
  auto await_suspend(std::coroutine_handle<> awaiting) { return acquire_.await_suspend(awaiting); }
  Held<L> await_resume() {
    acquire_.await_resume();
    return Held<L>(*lockable_);
  }

 private:
  L* lockable_;
  decltype(std::declval<L&>().acquire()) acquire_;
};

template <class T, class L, class Body>
Coro<T> run_holding(L& lockable, Body body) {
  const Held<L> held = co_await EnterGuard<L>(lockable);
  co_return co_await body();
}

template <class R>
using EnteredOf = AwaitedValueOf<decltype(std::declval<R&>().aenter())>;

/// Calls `body` with what `aenter` gave, as far as it takes that.
template <class Body, class Entered>
auto call_inside(Body& body, Entered& entered) {
  if constexpr (std::is_invocable_v<Body&, Entered&>) {
    return body(entered);
  } else if constexpr (std::is_invocable_v<Body&, Entered>) {
    return body(std::move(entered));
  } else {
    return body();
  }
}
template <class R, class Body>
using InsideOf =
    decltype(call_inside(std::declval<Body&>(), std::declval<ValueOf<EnteredOf<R>>&>()));

/// `R` is a reference for a resource that somebody else owns.
template <class T, class R, class Body>
Coro<T> run_inside(R resource, Body body) {
  std::optional<ValueOf<EnteredOf<R>>> entered;
  if constexpr (std::is_void_v<EnteredOf<R>>) {
    co_await resource.aenter();
    entered.emplace();
  } else {
    entered.emplace(co_await resource.aenter());
  }
  Outcome<T> end = co_await as_outcome(call_inside(body, *entered));
  Shielded shielded;
  Outcome<void> left = co_await as_outcome(resource.aexit());
  shielded.lift();
  if (!end.cancelled()) {
    co_await DeliverHeldBack();
    co_await pass_on(std::move(left));
  }
  co_return co_await pass_on(std::move(end));
}

}  // namespace detail

/// `auto held = co_await with(lock);` waits for the lockable as `acquire` does, and gives a guard
/// that releases it at the end of the scope, also if the scope is left by a failure or a cancel.
/// From a task.
template <Lockable L>
[[nodiscard("co_await it, and keep what it gives: auto held = co_await with(lock);")]]
detail::EnterGuard<L> with(L& lockable) noexcept {
  return detail::EnterGuard<L>(lockable);
}

/// `co_await with(lock, [&]() -> Coro<int> {...});` holds the lockable while the body runs, and
/// gives the body's value. The body is kept in the coroutine; what it refers to must live until it
/// is done. Suspends until the lockable is acquired, and where the body does. Fails as the body
/// does, and with MemoryError, without running it, if the pool is exhausted. However it ends, by a
/// cancel too, the lockable is released. From a task.
template <Lockable L, class Body>
  requires(!AsyncResource<L> && detail::CoroutineFunction<Body>)
[[nodiscard("co_await it: without that the body does not run")]]
auto with(L& lockable, Body body) {
  using T = typename std::invoke_result_t<Body&>::value_type;
  return detail::run_holding<T>(lockable, std::move(body));
}

/// `co_await with(resource, [&](Connection& connection) -> Coro<int> {...});` awaits `aenter`, runs
/// the body with what it gave (kept until the body has ended; nothing for void, or if the body
/// takes nothing), and awaits `aexit`, however the body ended: with a value, a failure, a time-out
/// or a cancel. `aexit` is not disturbed, as the cleanup of `finally`, and its failures count as
/// there. Gives the body's value. If `aenter` does not succeed, neither the body nor `aexit` runs.
/// An lvalue is referred to and must live meanwhile, an rvalue is moved into the coroutine, as the
/// body is. If the pool has no room for the body, `aexit` runs and MemoryError is the failure; if
/// it has none for `aexit`, MemoryError is the failure too. Suspends where the three do. From a
/// task.
template <class R, class Body>
  requires AsyncResource<std::remove_reference_t<R>>
[[nodiscard("co_await it: without that the body does not run")]]
auto with(R&& resource, Body body) {
  using T = typename detail::InsideOf<R, Body>::value_type;
  return detail::run_inside<T, R>(std::forward<R>(resource), std::move(body));
}

}  // namespace uasyncio
