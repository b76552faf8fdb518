// SPDX-License-Identifier: MIT
// What Loop::call_soon and its relatives make of a callable: a task that starts later, so that a
// call is ordered, cancelled and reported as one.
#pragma once

#include "uasyncio/core/create_task.hpp"

namespace uasyncio::detail {

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

}  // namespace uasyncio::detail
