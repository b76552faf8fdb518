// SPDX-License-Identifier: MIT
// ThreadSafeFlag: how an interrupt handler or another thread wakes a task.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/kernel/doorbell.hpp"
#include "uasyncio/port/atomic.hpp"

#include <atomic>

namespace uasyncio {

/// A flag that may be set from anywhere and is cleared by the wait that sees it. Any number of
/// tasks may wait; each `set` lets one go on, the one that has waited longest; setting it again
/// before that changes nothing. Waiters are tasks of one loop. Not movable; must outlive whatever
/// may set it.
class ThreadSafeFlag : private kernel::Doorbell, private kernel::GivingList {
 public:
  constexpr ThreadSafeFlag() noexcept
      : kernel::Doorbell(&ThreadSafeFlag::on_ring),
        kernel::GivingList("ThreadSafeFlag", &ThreadSafeFlag::on_take_back) {}
  ~ThreadSafeFlag() { take_down(); }

  class [[nodiscard("co_await it: without that nobody waits")]] Wait {
   public:
    explicit Wait(ThreadSafeFlag& flag) noexcept : flag_(&flag) {}
    bool await_ready() const noexcept { return flag_->take(); }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      flag_->wait_in(*flag_, detail::frame_of(awaiting));
    }
    void await_resume() const noexcept {}

   private:
    ThreadSafeFlag* flag_;
  };

  /// Suspends until the flag is set, and clears it; at once, without yielding, if it is set now. If
  /// the waiter is cancelled after it was woken and before it ran, the flag is set again. It does
  /// not fail. From a task.
  [[nodiscard("co_await it: without that nobody waits")]]
  Wait wait() noexcept {
    return Wait(*this);
  }

  /// From interrupts, other threads and tasks; does not block. Wakes a sleeping loop.
  void set() noexcept {
    is_set_.store(true, std::memory_order_seq_cst);
    ring();
  }
  /// For WaitAny and WaitAll: a signal that a wait has taken and nobody has seen goes back.
  friend void give_back(ThreadSafeFlag& flag) noexcept { flag.set(); }
  /// Forgets a set that nobody has seen yet. From anywhere.
  void clear() noexcept { is_set_.store(false, std::memory_order_relaxed); }

 private:
  bool take() noexcept { return kernel::GivingList::empty() && kernel::take_flag(is_set_); }
  void give_flag() noexcept;
  static void on_ring(kernel::Signal& signal) noexcept;
  static void on_take_back(kernel::HandOver* giver) noexcept;

  detail::Atomic<bool> is_set_{false};
};

}  // namespace uasyncio
