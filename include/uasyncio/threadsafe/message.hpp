// SPDX-License-Identifier: MIT
// Message: an event with a value, for interrupts and threads.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/kernel/doorbell.hpp"
#include "uasyncio/port/atomic.hpp"
#include "uasyncio/threadsafe/exclusive_section.hpp"

#include <atomic>
#include <optional>
#include <type_traits>
#include <utility>

namespace uasyncio {

/// The part of a Message that does not depend on its type.
class MessageBase : protected kernel::Doorbell, protected kernel::GivingList {
 public:
  /// No message is there for whoever comes next; who was woken by one still gets it. From anywhere.
  void clear() noexcept;
  /// Whether a message was set and has not been cleared. From anywhere.
  bool is_set() const noexcept { return is_set_.load(std::memory_order_acquire); }

 protected:
  MessageBase() noexcept
      : kernel::Doorbell(&on_ring), kernel::GivingList("Message", &on_take_back) {}
  ~MessageBase() = default;
  void suspend(kernel::Frame* waiting) noexcept;

  Exclusion exclusion_;  // guards what is below, and the value, against others that change it
  detail::Atomic<bool> is_set_{false};
  bool is_news_ = false;  // set since the loop looked last

 private:
  void wake_waiters() noexcept;
  static void on_ring(kernel::Signal& signal) noexcept;
  static void on_take_back(kernel::HandOver*) noexcept {}  // the message is there for all
};

/// One place for a value of type T, overwritten by each `set`. Any number of tasks of one loop wait
/// for it. Interrupts are masked while a T is copied: keep it small; what copies without a limit or
/// may fail to does not compile. Not movable; must outlive whatever may set it. Its
/// destructor cancels the tasks that wait.
template <class T>
class [[nodiscard("co_await it, under a name: as a temporary it is of no use")]] Message
    : public MessageBase {
  static_assert(std::is_nothrow_copy_constructible_v<T> && std::is_nothrow_move_assignable_v<T>,
                "a Message is copied with interrupts masked: its type must not throw then");

 public:
  Message() noexcept = default;
  ~Message() { take_down(); }

  class [[nodiscard("co_await it: without that nobody waits")]] Wait {
   public:
    explicit Wait(Message& message) noexcept : message_(&message) {}
    bool await_ready() const noexcept { return message_->is_set(); }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      message_->suspend(detail::frame_of(awaiting));
    }
    T await_resume() const noexcept { return message_->copy(false); }

   protected:
    Message* message_;
  };
  class [[nodiscard("co_await it: without that nobody waits")]] Next : Wait {
   public:
    explicit Next(Message& message) noexcept : Wait(message) {}
    using Wait::await_ready;
    using Wait::await_suspend;
    std::optional<T> await_resume() const noexcept { return this->message_->copy(true); }
  };

  /// Suspends until a message is set, and gives it; at once, without yielding, if one is set now.
  /// The message stays set for others until `clear`. All who wait are woken, in the order in which
  /// they began to; a message that is overwritten before they run is lost, they get the newest.
  /// Cancelling leaves no trace. Never fails. From a task.
  [[nodiscard("co_await it: without that nobody waits")]]
  Wait wait() noexcept {
    return Wait(*this);
  }
  Wait operator co_await() noexcept { return Wait(*this); }
  /// The same, but clears the message: `while (auto value = co_await message.next())`. Never gives
  /// nullopt.
  [[nodiscard("co_await it: without that nobody waits")]]
  Next next() noexcept {
    return Next(*this);
  }

  /// Overwrites the message; `is_set()` is true from here on. From anywhere; spins if a thread is
  /// just copying one. Wakes a sleeping loop.
  void set(T value) noexcept {
    {
      const ExclusiveSection section(exclusion_);
      value_ = std::move(value);
      is_news_ = true;
      is_set_.store(true, std::memory_order_release);
    }
    ring();
  }
  /// What was set last, cleared or not; nullopt before the first. From anywhere.
  std::optional<T> value() noexcept {
    const ExclusiveSection section(exclusion_);
    return value_;
  }

 private:
  T copy(bool clears) noexcept {
    const ExclusiveSection section(exclusion_);
    if (clears) is_set_.store(false, std::memory_order_release);
    return *value_;
  }

  std::optional<T> value_;
};

}  // namespace uasyncio
