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

inline Task<> Loop::made_call(kernel::TaskHeader* task) noexcept {
  if (task == nullptr) report_not_created(detail::call_name);
  return detail::InsideTask::adopt<Task<>>(task);
}

template <class Callable, class... Args>
Task<> Loop::call_soon(Callable callable, Args... args) {
  return create_task(detail::call(std::move(callable), std::move(args)...),
                     {.name = detail::call_name});
}

template <class Callable, class... Args>
Task<> Loop::call_at(Time when, Callable callable, Args... args) {
  Coro<> call = detail::call(std::move(callable), std::move(args)...);
  kernel::Frame* const frame = detail::InsideCoro::of(call).release();
  return made_call(frame == nullptr ? nullptr : spawn_at(when, frame, detail::call_name));
}

template <class Callable, class... Args>
Task<> Loop::call_later(Length delay, Callable callable, Args... args) {
  return call_at(deadline_after(delay.microseconds()), std::move(callable), std::move(args)...);
}

template <class Callable, class... Args>
Task<> Loop::call_later_ms(Milliseconds delay, Callable callable, Args... args) {
  return call_later(delay, std::move(callable), std::move(args)...);
}

template <class Callable, class... Args>
Task<> Loop::call_after(Length delay, Callable callable, Args... args) {
  Coro<> call = detail::call(std::move(callable), std::move(args)...);
  kernel::Frame* const frame = detail::InsideCoro::of(call).release();
  return made_call(frame == nullptr
                       ? nullptr
                       : spawn_low(deadline_after(delay.microseconds()), frame, detail::call_name));
}

template <class Callable, class... Args>
Task<> Loop::call_after_ms(Milliseconds delay, Callable callable, Args... args) {
  return call_after(delay, std::move(callable), std::move(args)...);
}

}  // namespace uasyncio
