// Plain callables run by the loop: Loop::call_soon and its relatives. A call is a task that starts
// later, so it is ordered, cancelled and reported as one.
#pragma once

#include "uasyncio/core/loop.hpp"

namespace uasyncio {
namespace detail {

template <class Callable, class... Args>
Coro<void> call(Callable callable, Args... args) {
  if constexpr (CoroutineFunction<Callable, Args...>) {
    (void)co_await invoke_once(callable, args...);
  } else {
    (void)invoke_once(callable, args...);
  }
  co_return;
}

inline constexpr const char* call_name = "call";

}  // namespace detail

template <class Callable, class... Args>
Task<> Loop::call_soon(Callable callable, Args... args) {
  return create_task(detail::call(std::move(callable), std::move(args)...),
                     {.name = detail::call_name});
}

template <class Callable, class... Args>
Task<> Loop::call_at(Time when, Callable callable, Args... args) {
  Coro<void> coro = detail::call(std::move(callable), std::move(args)...);
  if (!coro.can_start()) return Task<>::not_created(AnyTask::out_of_memory);
  return Task<>::adopt(spawn_at(when, coro.release(), detail::call_name));
}

template <class Seconds, class Callable, class... Args>
Task<> Loop::call_later(Seconds delay, Callable callable, Args... args) {
  return call_at(deadline_after(from_seconds(delay)), std::move(callable), std::move(args)...);
}

template <std::integral Milliseconds, class Callable, class... Args>
Task<> Loop::call_later_ms(Milliseconds delay, Callable callable, Args... args) {
  return call_at(deadline_after(from_milliseconds(delay)), std::move(callable),
                 std::move(args)...);
}

template <class Callable, class... Args>
Task<> Loop::call_low(Duration delay, Callable callable, Args... args) {
  Coro<void> coro = detail::call(std::move(callable), std::move(args)...);
  if (!coro.can_start()) return Task<>::not_created(AnyTask::out_of_memory);
  return Task<>::adopt(spawn_low(deadline_after(delay), coro.release(), detail::call_name));
}

template <class Seconds, class Callable, class... Args>
Task<> Loop::call_after(Seconds delay, Callable callable, Args... args) {
  return call_low(from_seconds(delay), std::move(callable), std::move(args)...);
}

template <std::integral Milliseconds, class Callable, class... Args>
Task<> Loop::call_after_ms(Milliseconds delay, Callable callable, Args... args) {
  return call_low(from_milliseconds(delay), std::move(callable), std::move(args)...);
}

}  // namespace uasyncio
