// SPDX-License-Identifier: MIT
// Semaphore: a number of places, each held by one task at a time.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/kernel/wait_list.hpp"

namespace uasyncio {

/// For tasks of one loop. `auto held = co_await with(semaphore);` releases it by itself
/// (sync/with.hpp). Must outlive whoever holds a place; tasks that wait for one, or to which one
/// was handed and which have not run yet, are reported and cancelled if it is destroyed. Not
/// movable.
class Semaphore : kernel::GivingList {
 public:
  /// `value` is the number of free places; `name` is shown in dumps, a literal.
  explicit constexpr Semaphore(unsigned value = 1, const char* name = "Semaphore") noexcept
      : kernel::GivingList(name, &Semaphore::on_take_back), value_(value) {}

  class [[nodiscard("co_await it: without that no place is acquired")]] Acquire {
   public:
    explicit Acquire(Semaphore& semaphore) noexcept : semaphore_(&semaphore) {}
    bool await_ready() const noexcept { return semaphore_->try_acquire(); }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      kernel::Scheduler::running()->wait_in(*semaphore_, detail::frame_of(awaiting));
    }
    void await_resume() const noexcept {}

   private:
    Semaphore* semaphore_;
  };

  /// Suspends until there is a place; at once, without yielding, if one is free. First come, first
  /// served: nobody overtakes those who wait. If the task is cancelled meanwhile, even between the
  /// release for it and its turn, the place goes to the next one. Never fails. From a task.
  [[nodiscard("co_await it: without that no place is acquired")]]
  Acquire acquire() noexcept {
    return Acquire(*this);
  }

  /// Takes a place if one is free. Never waits. From tasks and plain code of the loop's thread.
  bool try_acquire() noexcept {
    if (value_ == 0) return false;
    --value_;
    return true;
  }

  /// Hands a place to the task that has waited longest, which runs at its next turn, or adds one to
  /// the free places, of which there are 2^32 - 1 at most: more are reported and not added. Who has
  /// not acquired may release. From tasks and plain code of the loop's thread; never suspends.
  void release() noexcept;

  /// No place is free.
  bool locked() const noexcept { return value_ == 0; }
  /// The free places. Those handed to tasks that have not run yet are taken.
  unsigned value() const noexcept { return value_; }

 private:
  friend class BoundedSemaphore;
  static void on_take_back(kernel::HandOver* giver) noexcept;

  unsigned value_;
};

/// A semaphore whose free places never become more than in the beginning.
class BoundedSemaphore : Semaphore {
 public:
  explicit constexpr BoundedSemaphore(unsigned value = 1,
                                      const char* name = "BoundedSemaphore") noexcept
      : Semaphore(value, name), bound_(value) {}

  using Semaphore::acquire;
  using Semaphore::locked;
  using Semaphore::try_acquire;
  using Semaphore::value;

  /// As of a Semaphore. False, and reported, if nobody holds a place (asyncio's ValueError).
  bool release() noexcept;

 private:
  unsigned bound_;
};

}  // namespace uasyncio
