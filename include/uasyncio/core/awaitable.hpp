// SPDX-License-Identifier: MIT
// What can be awaited, what that gives, and any of it as a coroutine.
#pragma once

#include "uasyncio/core/coro.hpp"

#include <concepts>
#include <type_traits>
#include <utility>

namespace uasyncio::detail {

template <class T>
inline constexpr bool is_coro = false;
template <class T>
inline constexpr bool is_coro<Coro<T>> = true;

template <class A>
concept HasOperatorCoAwait = requires(A&& a) { std::forward<A>(a).operator co_await(); };
template <class A>
concept HasFreeOperatorCoAwait = requires(A&& a) { operator co_await(std::forward<A>(a)); };

/// What awaiting an A, an rvalue, gives. No type if it cannot be awaited.
template <class A>
struct AwaitedValue {};
template <class A>
  requires requires(A& awaiter) { awaiter.await_resume(); } && (!HasOperatorCoAwait<A>)
struct AwaitedValue<A> {
  using type = decltype(std::declval<A&>().await_resume());
};
template <HasOperatorCoAwait A>
struct AwaitedValue<A> {
  using type = decltype(std::declval<A>().operator co_await().await_resume());
};
template <HasFreeOperatorCoAwait A>
struct AwaitedValue<A> {
  using type = decltype(operator co_await(std::declval<A>()).await_resume());
};
template <class T>
struct AwaitedValue<Coro<T>> {
  using type = T;
};
/// Of a `T&&` a coroutine around the awaitable makes a T.
template <class T>
using KeptAfterAwait = std::conditional_t<std::is_rvalue_reference_v<T>, std::remove_cvref_t<T>, T>;
template <class A>
using AwaitedValueOf = KeptAfterAwait<typename AwaitedValue<std::remove_cvref_t<A>>::type>;

/// Whatever can be awaited: a coroutine, a task, and what sleep, event.wait(), wait_for, gather
/// give, and types of the user's. It is moved into the words that take it.
template <class A>
concept Awaitable = std::move_constructible<A> && requires { typename AwaitedValueOf<A>; };
/// The same but a Coro, which needs no other around it.
template <class A>
concept OtherAwaitable = Awaitable<A> && !is_coro<A>;

/// Any awaitable as a coroutine.
template <class T>
Coro<T> as_coro(Coro<T>&& coro) noexcept {
  return std::move(coro);
}
template <OtherAwaitable A>
Coro<AwaitedValueOf<A>> as_coro(A awaitable) {
  co_return co_await std::move(awaitable);
}

}  // namespace uasyncio::detail
