// SPDX-License-Identifier: MIT
// ThreadSafeEvent: an Event that interrupts and other threads may set.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/kernel/doorbell.hpp"
#include "uasyncio/port/atomic.hpp"

#include <atomic>
#include <cstdint>

namespace uasyncio {

/// Any number of tasks of one loop wait until it is set; it stays set until it is cleared. Not
/// movable; must outlive whatever may set it.
class ThreadSafeEvent : private kernel::Doorbell, private kernel::WaitList {
 public:
  /// `name` is shown in dumps; a literal.
  explicit constexpr ThreadSafeEvent(const char* name = "ThreadSafeEvent") noexcept
      : kernel::Doorbell(&ThreadSafeEvent::on_ring), kernel::WaitList(name) {}
  ~ThreadSafeEvent() { take_down(); }

  class [[nodiscard("co_await it: without that nobody waits")]] Wait {
   public:
    explicit Wait(ThreadSafeEvent& event) noexcept : event_(&event) {}
    bool await_ready() const noexcept { return event_->is_set(); }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      event_->suspend(detail::frame_of(awaiting));
    }
    void await_resume() const noexcept {}

   private:
    ThreadSafeEvent* event_;
  };

  /// Suspends until the event is set; at once, without yielding, if it is set now. Cancelling
  /// leaves no trace. Never fails. From a task.
  [[nodiscard("co_await it: without that nobody waits")]]
  Wait wait() noexcept {
    return Wait(*this);
  }

  /// Sets the event; `is_set()` is true from here on. All who wait now go on, in the order in which
  /// they began to wait, even if it is cleared before they run. From anywhere; does not block.
  /// Wakes a sleeping loop.
  void set() noexcept {
    state_.store(set_flag | news_flag, std::memory_order_seq_cst);
    ring();
  }
  /// From anywhere.
  void clear() noexcept { drop(set_flag); }
  /// From anywhere.
  bool is_set() const noexcept { return (state_.load(std::memory_order_seq_cst) & set_flag) != 0; }

 private:
  static constexpr std::uint8_t set_flag = 1;
  static constexpr std::uint8_t news_flag = 2;  // set since the loop looked last

  /// Clears one of the flags; returns whether it was set.
  bool drop(std::uint8_t flag) noexcept;
  void wake_waiters() noexcept;
  void suspend(kernel::Frame* waiting) noexcept;
  static void on_ring(kernel::Signal& signal) noexcept;

  detail::Atomic<std::uint8_t> state_{0};
};

}  // namespace uasyncio
