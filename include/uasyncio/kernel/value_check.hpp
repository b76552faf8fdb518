// SPDX-License-Identifier: MIT
// A last look before an await goes on: what it waited for may have been taken meanwhile.
#pragma once

#include "uasyncio/kernel/frame.hpp"
#include "uasyncio/port/error.hpp"

#include <type_traits>

namespace uasyncio::kernel {

/// Values of these types are moved out of a task by the first who awaits it.
template <class T>
inline constexpr bool is_given_once = std::is_object_v<T> && !std::is_copy_constructible_v<T>;

/// What an await fails with that comes after the value was moved out. From anywhere.
Error value_was_taken() noexcept;

/// Lies between a wait and the frame that awaits it. When the task's turn comes it goes on there,
/// or fails if the value is gone.
struct ValueCheck : Step {
  using IsThere = bool (*)(const ValueCheck&) noexcept;

  /// What is to be waited with in place of `waiting`: before that goes on `asked` is called, and if
  /// the answer is no, the await fails. For awaiters, in `await_suspend`.
  Frame* below(Frame* waiting, IsThere asked) noexcept;

  IsThere is_there;
};

/// Whether a task that is over gave a value and that is gone. In the loop's thread, from tasks and
/// plain code.
bool value_is_gone(const TaskHeader* task) noexcept;

}  // namespace uasyncio::kernel
