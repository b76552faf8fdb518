// SPDX-License-Identifier: MIT
// ValueEvent: an event that brings a value.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/kernel/wait_list.hpp"

#include <optional>
#include <type_traits>
#include <utility>

namespace uasyncio {

/// Many tasks wait until one sets a value, and all get a copy of it. For tasks of one loop. If it
/// is destroyed while tasks wait for it, or before those that it let go have run, they are reported
/// and cancelled. Not movable.
template <class T>
class [[nodiscard("co_await it, under a name: as a temporary it is of no use")]] ValueEvent {
  static_assert(std::is_nothrow_move_constructible_v<T>,
                "tasks rely on the value of a ValueEvent: its move must not throw");

 public:
  /// `name` is shown in dumps; a literal.
  explicit constexpr ValueEvent(const char* name = "ValueEvent") noexcept
      : waiters_(name, [](kernel::HandOver*) noexcept {}) {}

  class [[nodiscard("co_await it: without that nobody waits")]] Wait {
   public:
    explicit Wait(ValueEvent& event) noexcept : event_(&event) {}
    bool await_ready() const noexcept { return event_->is_set_; }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      kernel::Scheduler::running()->wait_in(event_->waiters_, detail::frame_of(awaiting));
    }
    T await_resume() const { return *event_->value_; }

   private:
    ValueEvent* event_;
  };

  /// Suspends until there is a value, and gives a copy; at once, without yielding, if there is one
  /// now. Who was let go gets the value set last, even if the event is cleared before it runs.
  /// Cancelling leaves no trace. Never fails. From a task.
  [[nodiscard("co_await it: without that nobody waits")]]
  Wait wait() noexcept {
    return Wait(*this);
  }
  /// `co_await event` is `co_await event.wait()`.
  Wait operator co_await() noexcept { return Wait(*this); }

  /// Sets the value, in place of an older one, and makes all waiters ready, in the order in which
  /// they began to wait. From tasks and plain code of the loop's thread; never suspends.
  void set(T value) {
    value_.emplace(std::move(value));
    is_set_ = true;
    while (waiters_.give()) {
    }
  }
  /// The value is kept for those who were let go, but nobody else sees it any more.
  void clear() noexcept { is_set_ = false; }
  bool is_set() const noexcept { return is_set_; }
  /// A copy of the value; none if the event is not set.
  std::optional<T> value() const { return is_set_ ? value_ : std::nullopt; }

 private:
  kernel::GivingList waiters_;  // who was let go looks at the value when it runs
  std::optional<T> value_;
  bool is_set_ = false;
};

}  // namespace uasyncio
