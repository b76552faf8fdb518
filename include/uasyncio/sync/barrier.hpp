// SPDX-License-Identifier: MIT
// Barrier: tasks wait until so many have arrived.
#pragma once

#include "uasyncio/core/callback.hpp"
#include "uasyncio/core/finally.hpp"
#include "uasyncio/kernel/wait_list.hpp"

#include <optional>

namespace uasyncio {
namespace detail {

/// Who has arrived at a barrier, whatever its callback. From tasks and plain code of the loop's
/// thread.
class BarrierBase {
 public:
  /// `parties` is how many make a round.
  explicit constexpr BarrierBase(int parties) noexcept : waiters_("Barrier"), parties_(parties) {}

  /// Whether somebody has arrived in this round.
  bool busy() const noexcept { return triggered_ != 0 || !waiters_.empty(); }
  /// How many have arrived in this round, by waiting or by trigger: walks past those who wait.
  int n_waiting() const noexcept;
  int parties() const noexcept { return parties_; }

  /// Breaks the barrier: those who wait, and all who come until `reset`, fail with
  /// BrokenBarrierError.
  void abort() noexcept;
  /// Begins a new round. Those who wait fail with BrokenBarrierError.
  void reset() noexcept;
  /// Whether it was aborted and not reset since.
  bool broken() const noexcept { return is_broken_; }

 protected:
  /// Whether the next arrival is the last one of the round.
  bool next_is_last() noexcept;
  /// The last one has arrived: from here on arrivals count for the next round.
  void close_round() noexcept {
    begin_round();
    is_closing_ = true;
  }
  /// What became of an arrival.
  enum class Arrival : std::uint8_t {
    opened,  // it was the last one
    waits,   // for others, or the barrier is broken
    orphan,  // the callback has destroyed the barrier
  };
  /// Makes those who waited ready, in their order, and tells each its index, and `last` too, if
  /// that is not null. False if the barrier was broken meanwhile.
  bool open(kernel::TaskHeader* last) noexcept;
  /// An arrival that does not wait.
  void count() noexcept {
    if (is_broken_) return;
    ++triggered_;
    ++most_;
  }
  /// The running task waits in `waiting`, or fails. Null: the barrier has gone.
  static void suspend(BarrierBase* barrier, kernel::Frame* waiting) noexcept;
  /// What the running task was told.
  static int index() noexcept { return kernel::Scheduler::running()->current()->arrival; }

  kernel::Mortal mortal_;

 private:
  void begin_round() noexcept {
    triggered_ = 0;
    most_ = 0;
  }

  kernel::WaitList waiters_;
  int parties_;
  int triggered_ = 0;
  // Not more have arrived: a task that was cancelled is counted until that matters.
  unsigned most_ : 30 = 0;
  bool is_broken_ : 1 = false;
  bool is_closing_ : 1 = false;  // the callback runs
};

}  // namespace detail

/// A meeting point of `parties` tasks: each waits until all have arrived; then the next round
/// begins. The last one runs the callback first, if there is one. For tasks of one loop; if it is
/// destroyed while tasks wait for it, which its callback may do, they are reported and cancelled.
/// Not movable.
template <class T = void>
class [[nodiscard("co_await it, under a name: as a temporary it is of no use")]] Barrier
    : public detail::BarrierBase {
 public:
  explicit Barrier(int parties) noexcept : BarrierBase(parties) {}
  /// `function(args...)` returns T, or Coro<T>: then it becomes a task. Room as in Callback.
  template <class Function, class... Args>
  explicit Barrier(int parties, Function function, Args... args)
      : BarrierBase(parties), callback_(std::move(function), std::move(args)...) {}

  class [[nodiscard("co_await it: without that nobody waits")]] Wait {
   public:
    explicit Wait(Barrier& barrier) noexcept : barrier_(&barrier) {}
    bool await_ready() {
      const Arrival arrival = barrier_->arrive(kernel::Scheduler::running()->current());
      if (arrival == Arrival::orphan) barrier_ = nullptr;
      return arrival == Arrival::opened;
    }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      suspend(barrier_, detail::frame_of(awaiting));
    }
    int await_resume() const {
      detail::raise_pending_failure();
      return index();
    }

   private:
    Barrier* barrier_;
  };

  /// Arrives, and suspends until all have. The last one runs the callback and goes on at once,
  /// without yielding; then the others go on in the order in which they came. Gives each its place
  /// among those who waited in this round: 0 for the first, parties - 1 for the last if nobody
  /// triggered. A task that is cancelled while it waits has not arrived; one that was let go before
  /// counts. Fails with BrokenBarrierError, at once or while it waits, if the barrier is broken or
  /// reset or its callback destroys it, and with ValueError if there are less than one party. From
  /// a task.
  [[nodiscard("co_await it: without that nobody waits")]]
  Wait wait() noexcept {
    return Wait(*this);
  }
  /// `co_await barrier` is `co_await barrier.wait()`.
  Wait operator co_await() noexcept { return Wait(*this); }

  /// Arrives without waiting. True if that was the last arrival: then the callback has run, and
  /// those who wait are ready. From tasks and plain code of the loop's thread.
  bool trigger() {
    const Arrival arrival = arrive(nullptr);
    if (arrival == Arrival::waits) count();
    return arrival == Arrival::opened;
  }

  /// What the callback returned last; none before, and none of a coroutine function.
  const std::optional<ValueOf<T>>& result() const noexcept { return last_.value; }
  /// The task that the callback became last; a null handle before, and of a plain function. One
  /// that the pool had no room for has failed with MemoryError; the barrier opens nevertheless.
  Task<T> task() const noexcept { return last_.task; }

 private:
  /// If the callback throws, the barrier is broken.
  Arrival arrive(kernel::TaskHeader* arriving) {
    if (!next_is_last()) return Arrival::waits;
    close_round();
    detail::Lent<T> callback(callback_, mortal_);
    on_cancel break_barrier([this, &callback] {
      if (!callback.owner_has_gone()) abort();
    });
    Launched<T> launched = callback();
    if (callback.owner_has_gone()) return Arrival::orphan;
    last_ = std::move(launched);
    break_barrier.dismiss();
    return open(arriving) ? Arrival::opened : Arrival::waits;
  }

  Callback<T> callback_;
  Launched<T> last_;
};

template <class Function, class... Args>
Barrier(int, Function, Args...)
    -> Barrier<typename detail::LaunchedValue<std::invoke_result_t<Function&, Args&...>>::type>;
template <class T>
Barrier(int, Callback<T>) -> Barrier<T>;

}  // namespace uasyncio
