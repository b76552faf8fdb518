// SPDX-License-Identifier: MIT
// Condition: tasks that hold a lock wait until another one says that something has changed.
#pragma once

#include "uasyncio/core/fail.hpp"
#include "uasyncio/kernel/mortal.hpp"
#include "uasyncio/sync/lock.hpp"

#include <type_traits>

namespace uasyncio {

/// For tasks of one loop, with a lock of its own or one that several conditions share.
/// `auto held = co_await with(condition);` holds the lock (sync/with.hpp). Must outlive whoever
/// holds it; tasks that wait for it, or that were notified and have not run yet, are reported and
/// cancelled if it is destroyed. Not movable.
class Condition {
 public:
  /// `name` is shown in dumps; a literal.
  explicit constexpr Condition(const char* name = "Condition") noexcept
      : waiters_(name, &Condition::on_take_back), own_lock_(name), lock_(&own_lock_) {}
  /// `lock` must outlive the condition.
  explicit constexpr Condition(Lock& lock, const char* name = "Condition") noexcept
      : waiters_(name, &Condition::on_take_back), lock_(&lock) {}

  /// As Lock::acquire and its neighbours: those of the lock.
  [[nodiscard("co_await it: without that the lock is not acquired")]]
  Lock::Acquire acquire() noexcept {
    return lock_->acquire();
  }
  bool try_acquire() noexcept { return lock_->try_acquire(); }
  bool release() noexcept { return lock_->release(); }
  bool locked() const noexcept { return lock_->locked(); }

  /// Releases the lock, suspends until notified, acquires the lock again and gives true. First
  /// come, first served. If the task is cancelled or its time runs out, it has the lock again
  /// before it unwinds; a notification that it was given goes to the next one. Fails with
  /// RuntimeError if nobody holds the lock, and with MemoryError, still holding it, if the pool is
  /// exhausted. From a task.
  [[nodiscard("co_await it: without that nobody waits")]]
  Coro<bool> wait();

  /// Waits until `predicate()` is true, which is called with the lock held, and gives its value.
  /// `predicate` is kept in the coroutine; if it destroys the condition, it is not called again and
  /// the task is cancelled unless it was true. Fails and is cancelled as `wait`. From a task.
  template <class Predicate>
  [[nodiscard("co_await it: without that nobody waits")]]
  Coro<std::invoke_result_t<Predicate&>> wait_for(Predicate predicate) {
    for (;;) {
      const kernel::Witness witness(mortal_);
      auto value = predicate();
      if (value) co_return value;
      if (witness.saw_the_end()) co_await Fail(kernel::Failure::whole_cancellation());
      co_await wait();
    }
  }

  /// Lets up to `n` tasks go on that wait, those first that have waited longest; each as soon as
  /// it has the lock. False, and reported, if nobody holds the lock (asyncio's RuntimeError). From
  /// tasks and plain code of the loop's thread; never suspends.
  bool notify(unsigned n = 1) noexcept;
  bool notify_all() noexcept;

 private:
  class Wait;
  class Notified;
  static void on_take_back(kernel::HandOver* giver) noexcept;

  kernel::Mortal mortal_;  // watched by waits, up to their very end
  kernel::GivingList waiters_;
  Lock own_lock_;
  Lock* lock_;
};

}  // namespace uasyncio
