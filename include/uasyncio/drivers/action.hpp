// SPDX-License-Identifier: MIT
// Action: a function of the user's that a driver calls, in little room.
#pragma once

#include "uasyncio/core/loop.hpp"

#include <array>
#include <functional>
#include <new>
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
    ::new (room_.data()) Bound(bound);
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
  using Room = std::array<unsigned char, room>;
  /// Any plain function, so that they share the coroutine that calls them.
  struct Call {
    void (*call_bound)(const Room&);
    alignas(void*) Room room;
    void operator()() const { call_bound(room); }
  };

  template <class Bound>
  static const Bound& bound_in(const Room& kept) noexcept {
    return *std::launder(reinterpret_cast<const Bound*>(kept.data()));
  }
  template <class Bound>
  static void call_bound(const Room& kept) {
    Bound bound = bound_in<Bound>(kept);
    (void)bound();
  }
  template <class Bound>
  static void launch_bound(const Action& action, News... news) noexcept {
    // Buttons and switches have several functions; who is told news has one, which by itself takes
    // less.
    if constexpr (sizeof...(News) == 0 && !detail::CoroutineFunction<Bound>) {
      launch_call({&call_bound<Bound>, action.room_});
    } else {
      Loop::running()->call_soon(bound_in<Bound>(action.room_), news...);
    }
  }
  static void launch_call(const Call& call) noexcept { Loop::running()->call_soon(call); }

  void (*launch_)(const Action&, News...) noexcept = nullptr;
  alignas(void*) Room room_ = {};
};

}  // namespace uasyncio
