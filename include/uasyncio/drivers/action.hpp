// SPDX-License-Identifier: MIT
// Action: a function of the user's that a driver calls, in little room.
#pragma once

#include "uasyncio/core/loop.hpp"

#include <functional>
#include <type_traits>

namespace uasyncio {

/// A function and its arguments, copied, in two words of their own: a plain function and a pointer,
/// or a lambda that captures as much. The driver gives News, the arguments of the call come behind
/// them. Copyable; no heap.
template <class... News>
class Action {
 public:
  static constexpr std::size_t room = 2 * sizeof(void*);

  /// None: launching it does nothing.
  constexpr Action() noexcept = default;
  constexpr Action(std::nullptr_t) noexcept {}
  template <class Function, class... Args>
    requires std::is_invocable_v<Function&, News..., Args&...>
  explicit Action(Function function, Args... args) noexcept {
    auto bound = [function, args...](News... news) mutable {
      return std::invoke(function, news..., args...);
    };
    using Bound = decltype(bound);
    static_assert(sizeof(Bound) <= room && alignof(Bound) <= alignof(void*),
                  "a driver's function has room for two words: let it capture one reference");
    static_assert(std::is_trivially_copyable_v<Bound>,
                  "a driver's function is copied byte by byte: let it capture references");
    ::new (room_) Bound(bound);
    launch_ = &launch_bound<Bound>;
  }

  explicit operator bool() const noexcept { return launch_ != nullptr; }

  /// Makes a task that calls it; a coroutine function is awaited there. So it runs behind what is
  /// ready already, its failure is reported as that of any task, and it may destroy the driver.
  /// Without memory for the task the loop's exception handler is told. In a running loop, in its
  /// thread; does not suspend.
  void launch(News... news) const noexcept {
    if (launch_ != nullptr) launch_(*this, news...);
  }

 private:
  template <class Bound>
  static void launch_bound(const Action& action, News... news) noexcept {
    Loop::running()->call_soon(*std::launder(reinterpret_cast<const Bound*>(action.room_)),
                               news...);
  }

  void (*launch_)(const Action&, News...) noexcept = nullptr;
  alignas(void*) unsigned char room_[room] = {};
};

}  // namespace uasyncio
