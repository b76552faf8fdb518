// SPDX-License-Identifier: MIT
// Lock: one task at a time.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/kernel/wait_list.hpp"

namespace uasyncio {

/// Held by one task at a time, or by nobody. For tasks of one loop; nobody checks who releases it.
/// `auto held = co_await with(lock);` releases it by itself (sync/with.hpp). Must outlive whoever
/// holds it; tasks that wait for it, or to which it was handed and which have not run yet, are
/// reported and cancelled if it is destroyed. Not movable.
class Lock : kernel::GivingList {
 public:
  /// `name` is shown in dumps; a literal.
  explicit constexpr Lock(const char* name = "Lock") noexcept
      : kernel::GivingList(name, &Lock::on_take_back) {}

  class [[nodiscard("co_await it: without that the lock is not acquired")]] Acquire {
   public:
    explicit Acquire(Lock& lock) noexcept : lock_(&lock) {}
    bool await_ready() const noexcept { return lock_->try_acquire(); }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      kernel::Scheduler::running()->wait_in(*lock_, detail::frame_of(awaiting));
    }
    void await_resume() const noexcept {}

   private:
    Lock* lock_;
  };

  /// Suspends until the lock is this task's; at once, without yielding, if nobody holds it. First
  /// come, first served: nobody overtakes those who wait. If the task is cancelled meanwhile, even
  /// between the release for it and its turn, the lock goes to the next one. Never fails. From a
  /// task.
  [[nodiscard("co_await it: without that the lock is not acquired")]]
  Acquire acquire() noexcept {
    return Acquire(*this);
  }

  /// Takes the lock if it is free. Never waits. From tasks and plain code of the loop's thread.
  bool try_acquire() noexcept {
    if (given != 0) return false;
    given = held;
    return true;
  }

  /// Hands the lock to the task that has waited longest, which runs at its next turn, or frees it.
  /// False, and reported, if nobody holds it (asyncio's RuntimeError). From tasks and plain code of
  /// the loop's thread; never suspends.
  bool release() noexcept;

  /// True also between a release and the turn of the task to which it handed the lock.
  bool locked() const noexcept { return given != 0; }

 private:
  static void on_take_back(kernel::HandOver* giver) noexcept;
  /// From its holder to the next one.
  void pass() noexcept {
    if (!give()) given = 0;
  }

  /// Who holds a lock counts among those to whom it was given: 0 if it is free, one more while it
  /// is in the hand of a task that has not run yet.
  static constexpr std::uint32_t held = 1;
};

}  // namespace uasyncio
