// SPDX-License-Identifier: MIT
// ELO: a task as an event (an event-like object), for WaitAny and WaitAll.
#pragma once

#include "uasyncio/core/cancel.hpp"
#include "uasyncio/core/create_task.hpp"

namespace uasyncio {

/// Runs something as a task and lets others wait for its end as for an event:
///   ELO reading(read(port));  ELO blinking(blink, led);  ELO other(task);
/// Whoever waits does not own the task: a wait that is cancelled, such as that of a loser in a
/// WaitAny, leaves it running. Destroying the ELO leaves it running too.
template <class T>
class [[nodiscard("co_await it, or name it: as a temporary it is of no use")]] ELO {
 public:
  /// Starts a coroutine at once, as a task. From where create_task may be called.
  explicit ELO(Coro<T> coro) noexcept : task_(create_task(std::move(coro), {.name = "ELO"})) {}
  /// Anything else that can be awaited, but a task.
  template <detail::Startable A>
    requires(!std::same_as<A, ELO>)
  explicit ELO(A awaitable) noexcept : ELO(detail::as_coro(std::move(awaitable))) {}
  /// A coroutine function and its arguments, which are kept.
  template <class Function, class... Args>
    requires detail::CoroutineFunction<Function, Args...>
  explicit ELO(Function function, Args... args) noexcept
      : task_(create_task({.name = "ELO"}, std::move(function), std::move(args)...)) {}
  /// A task that runs already.
  explicit ELO(Task<T> task) noexcept : task_(std::move(task)) {}

  /// Suspends until the task is over, in whatever way; at once if it is. Never fails: gives how it
  /// ended (Error::none for a value, Error::memory if it could not be created). From a task.
  [[nodiscard("co_await it: without that nobody waits")]]
  EndWait wait() const noexcept {
    return EndWait(task_);
  }
  EndWait operator co_await() const noexcept { return wait(); }

  bool is_set() const noexcept { return task_.done(); }

  /// To cancel it, or to await its value.
  const Task<T>& task() const noexcept { return task_; }

 private:
  Task<T> task_;
};

template <detail::Startable A>
ELO(A) -> ELO<detail::AwaitedValueOf<A>>;
template <class Function, class... Args>
  requires detail::CoroutineFunction<Function, Args...>
ELO(Function, Args...) -> ELO<typename detail::InvokedOnceOf<Function, Args...>::value_type>;

}  // namespace uasyncio
