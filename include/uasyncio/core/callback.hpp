// SPDX-License-Identifier: MIT
// launch: calls a function, and makes a task of it if it is a coroutine function. Callback: the
// same, remembered for later, in fixed room.
#pragma once

#include "uasyncio/core/create_task.hpp"
#include "uasyncio/kernel/mortal.hpp"

#include <cstddef>
#include <new>
#include <optional>
#include <type_traits>

namespace uasyncio {

/// Calls `function(args...)`. A coroutine function becomes a task of the running loop, in which the
/// function and its arguments are kept: gives the task. Of a plain function gives the value.
/// Arguments are moved in and passed on, as create_task does; also a member function and its
/// object. In a running loop, in its thread; a plain function from anywhere.
template <class Function, class... Args>
  requires detail::InvocableOnce<Function, Args...>
auto launch(Function function, Args... args) {
  if constexpr (detail::CoroutineFunction<Function, Args...>) {
    return create_task(std::move(function), std::move(args)...);
  } else {
    return detail::invoke_once(function, args...);
  }
}

/// What a launched callback returned: a value, or a task if it is a coroutine function.
template <class T = void>
struct Launched {
  std::optional<detail::Kept<ValueOf<T>>> value;
  Task<T> task;
};

namespace detail {
template <class T>
struct LaunchedValue {
  using type = T;
};
template <class T>
struct LaunchedValue<Coro<T>> {
  using type = T;
};
}  // namespace detail

/// A callable with its arguments, in five words of its own, without heap. Movable, not copyable;
/// what it keeps must move without throwing. Whoever has a callback says when it is called.
template <class T = void>
class Callback {
 public:
  static constexpr std::size_t room = 5 * sizeof(void*);

  /// No callback: calling it does nothing.
  Callback() noexcept = default;
  /// `function` returns T or Coro<T>; it and `args` are kept. A callback may be called many times:
  /// each time it gets references to the arguments that are kept, never moved ones. A member
  /// function and its object are fine too.
  template <class Function, class... Args>
    requires(!std::is_same_v<std::remove_cvref_t<Function>, Callback> &&
             std::is_invocable_v<Function&, Args&...>)
  Callback(Function function, Args... args) {
    auto bound = [function = std::move(function), ... args = std::move(args)]() mutable {
      return std::invoke(function, args...);
    };
    using Bound = decltype(bound);
    using Returned = std::invoke_result_t<Function&, Args&...>;
    static_assert(std::is_same_v<typename detail::LaunchedValue<Returned>::type, T>,
                  "the callback returns something else");
    static_assert(sizeof(Bound) <= room && alignof(Bound) <= alignof(void*),
                  "a callback has room for five words: capture a reference to the rest");
    static_assert(std::is_nothrow_move_constructible_v<Bound>,
                  "a callback keeps what can be moved without throwing");
    ::new (room_) Bound(std::move(bound));
    manage_ = &manage<Bound>;
  }
  Callback(Callback&& other) noexcept { take(other); }
  /// What it kept is destroyed last: by then it is the other one.
  Callback& operator=(Callback&& other) noexcept {
    if (this == &other) return *this;
    const Callback before(std::move(*this));
    take(other);
    return *this;
  }
  ~Callback() {
    if (manage_ != nullptr) manage_(Deed::destroy, room_, nullptr);
  }

  explicit operator bool() const noexcept { return manage_ != nullptr; }

  /// Calls it. A coroutine function becomes a task of the running loop. From a task, or outside of
  /// one while a loop runs.
  Launched<T> operator()() {
    Launched<T> launched;
    if (manage_ != nullptr) manage_(Deed::call, room_, &launched);
    return launched;
  }

 private:
  enum class Deed : std::uint8_t { call, move, destroy };

  /// Of one that is empty.
  void take(Callback& other) noexcept {
    manage_ = std::exchange(other.manage_, nullptr);
    if (manage_ != nullptr) manage_(Deed::move, other.room_, this);
  }

  template <class Bound>
  static void manage(Deed deed, void* place, void* other) {
    auto& bound = *std::launder(static_cast<Bound*>(place));
    switch (deed) {
      case Deed::call: call(bound, *static_cast<Launched<T>*>(other)); break;
      case Deed::move:
        ::new (static_cast<Callback*>(other)->room_) Bound(std::move(bound));
        [[fallthrough]];
      case Deed::destroy: bound.~Bound(); break;
    }
  }
  template <class Bound>
  static void call(Bound& bound, Launched<T>& launched) {
    using Returned = std::invoke_result_t<Bound&>;
    if constexpr (detail::is_coro<Returned>) {
      launched.task = create_task(bound);
    } else if constexpr (std::is_void_v<Returned>) {
      bound();
      launched.value.emplace();
    } else {
      launched.value.emplace(bound());
    }
  }

  void (*manage_)(Deed, void*, void*) = nullptr;
  alignas(void*) unsigned char room_[room];
};

namespace detail {

/// Calls the callback of an object that may go in that call, or may be given another callback: the
/// callable is kept here meanwhile.
template <class T>
class Lent {
 public:
  Lent(Callback<T>& owners, kernel::Mortal& owner) noexcept
      : owners_(owners), witness_(owner), callback_(std::move(owners)) {}
  ~Lent() {
    if (!owner_has_gone() && !owners_) owners_ = std::move(callback_);
  }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;

  Launched<T> operator()() { return callback_(); }
  bool owner_has_gone() const noexcept { return witness_.saw_the_end(); }

 private:
  Callback<T>& owners_;
  kernel::Witness witness_;
  Callback<T> callback_;
};

}  // namespace detail

template <class Function, class... Args>
Callback(Function, Args...)
    -> Callback<typename detail::LaunchedValue<std::invoke_result_t<Function&, Args&...>>::type>;

}  // namespace uasyncio
