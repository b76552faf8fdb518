// SPDX-License-Identifier: MIT
// shield: what must not be cancelled with the task that waits for it.
#pragma once

#include "uasyncio/core/create_task.hpp"

namespace uasyncio {

/// Awaits a task; cancelling the waiter ends the wait and leaves the task alone. Fails as the task
/// does, or with CancelledError if that was cancelled. From a task.
template <class T>
[[nodiscard("co_await it: without that nobody waits")]]
TaskWait<T, kernel::State::awaiting_shielded> shield(Task<T> task) noexcept {
  return TaskWait<T, kernel::State::awaiting_shielded>(std::move(task));
}

/// Runs a coroutine, or anything else that can be awaited, in a task of its own and awaits it so.
/// If the waiter is cancelled, the coroutine goes on; it must own what it refers to. Fails as the
/// coroutine does, and with MemoryError if there was no room for its task. From a task.
template <class T>
[[nodiscard("co_await it: without that nobody waits")]]
TaskWait<T, kernel::State::awaiting_shielded> shield(Coro<T> coro) noexcept {
  return shield(create_task(std::move(coro), {.name = "shielded"}));
}
template <detail::Startable A>
[[nodiscard("co_await it: without that nothing runs")]]
auto shield(A awaitable) noexcept {
  return shield(detail::as_coro(std::move(awaitable)));
}

}  // namespace uasyncio
