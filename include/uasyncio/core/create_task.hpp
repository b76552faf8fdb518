// SPDX-License-Identifier: MIT
// create_task, and all that it takes: coroutines, functions with their arguments, other awaitables.
#pragma once

#include "uasyncio/core/awaitable.hpp"
#include "uasyncio/core/invoke.hpp"
#include "uasyncio/core/task.hpp"

#include <concepts>
#include <type_traits>
#include <utility>

namespace uasyncio {

/// Options of create_task.
struct TaskOptions {
  const char* name = nullptr;  // shown in dumps and reports; must outlive the task (a literal)
};

namespace detail {

/// Keeps a callable and its arguments alive while the coroutine that it returns runs.
template <class Callable, class... Args>
InvokedOnceOf<Callable, Args...> invoke_kept(Callable callable, Args... args) {
  co_return co_await invoke_once(callable, args...);
}

/// A function that gives a Coro if it is called once with these arguments, see invoke.hpp.
template <class Callable, class... Args>
concept CoroutineFunction =
    InvocableOnce<Callable, Args...> && is_coro<InvokedOnceOf<Callable, Args...>>;

/// What can be made a task and is no Coro: a task is one already.
template <class A>
concept Startable = OtherAwaitable<A> && !std::derived_from<A, AnyTask>;

}  // namespace detail

/// Adds a task to the running loop; it first runs in the next pass, in the order of creation. Never
/// runs it now. While no loop runs in this thread (in the constructor of a global object, in main
/// before run), the task is kept for the next one that does, and runs before its main; if none
/// comes, that is reported when the thread, on a microcontroller the program, ends. If the pool is
/// exhausted, the task is done at once and has failed with MemoryError, and the loop's exception
/// handler is told so now. From tasks and plain code; from interrupts and other threads use
/// Loop::call_soon_threadsafe or run_coroutine_threadsafe.
template <class T>
Task<T> create_task(Coro<T> coro, TaskOptions options = {}) noexcept {
  return detail::InsideTask::adopt<Task<T>>(
      detail::spawn(kernel::Scheduler::running(), detail::InsideCoro::of(coro), options.name));
}
/// The same for anything else that can be awaited: create_task(sleep(1)),
/// create_task(gather(f(), g()), {.name = "both"}). It is kept in the task; what it refers to must
/// live until the task is over. A task is none of these, as in asyncio: co_await it.
template <detail::OtherAwaitable A>
auto create_task(A awaitable, TaskOptions options = {}) noexcept {
  static_assert(!std::derived_from<A, AnyTask>,
                "create_task takes a coroutine, and this is a task already: co_await it");
  return create_task(detail::as_coro(std::move(awaitable)), options);
}

/// The same for a coroutine lambda or function and its arguments, all of which are kept alive until
/// the task is over. (create_task([x]() -> Coro<> {...}()) would leave the lambda's captures
/// behind.) Arguments are moved in and passed on, so that the function may take a std::unique_ptr
/// by value; if it takes a `T&`, it gets a reference to what is kept. A member function and its
/// object are fine too: create_task(&Pump::run, &pump, 5).
template <class Callable, class... Args>
  requires detail::CoroutineFunction<Callable, Args...>
auto create_task(Callable callable, Args... args) noexcept {
  return create_task(detail::invoke_kept(std::move(callable), std::move(args)...));
}

/// The same with options: create_task({.name = "blink"}, blink, led).
template <class Callable, class... Args>
  requires detail::CoroutineFunction<Callable, Args...>
auto create_task(TaskOptions options, Callable callable, Args... args) noexcept {
  return create_task(detail::invoke_kept(std::move(callable), std::move(args)...), options);
}

/// A mistake.
template <class Callable, class... Args>
  requires(!detail::Awaitable<Callable> && !std::same_as<Callable, TaskOptions> &&
           !detail::CoroutineFunction<Callable, Args...>)
Task<> create_task(Callable, Args...) noexcept {
  static_assert(std::is_invocable_v<Callable&, Args&...>,
                "create_task(f, arguments...): f is not called like that; is an argument missing?");
  static_assert(!std::is_invocable_v<Callable&, Args&...>,
                "create_task takes a coroutine: let the function return a Coro, or call_soon it");
  return {};
}

}  // namespace uasyncio
