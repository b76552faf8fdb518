// SPDX-License-Identifier: MIT
// Delay_ms: a time limit that can be put off, as a watchdog is.
#pragma once

#include "uasyncio/core/callback.hpp"
#include "uasyncio/kernel/doorbell.hpp"
#include "uasyncio/port/atomic.hpp"
#include "uasyncio/port/length.hpp"
#include "uasyncio/threadsafe/exclusive_section.hpp"

#include <atomic>
#include <cstdint>
#include <optional>

namespace uasyncio {

/// What a Delay_ms is, whatever its callback returns. All but `trigger` is for the tasks and the
/// plain code of one loop: the one that runs when it is constructed, or else first used.
class DelayBase : private kernel::Doorbell,
                  private kernel::CallbackTimer,
                  private kernel::WaitList {
 public:
  class [[nodiscard("co_await it: without that nobody waits")]] Wait {
   public:
    explicit Wait(DelayBase& delay) noexcept : delay_(&delay) {}
    bool await_ready() const noexcept { return delay_->is_set(); }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      delay_->suspend(detail::frame_of(awaiting));
    }
    void await_resume() const noexcept {}

   private:
    DelayBase* delay_;
  };

  /// The time runs from now on, for so many milliseconds; 0 or less: as many as the constructor was
  /// given. While it runs already it begins anew, which may make it longer or shorter. Forgets an
  /// earlier time-out and what its callback returned. If the time has run out, but the loop has not
  /// seen it yet, this goes before. False after `deinit`. From anywhere; does not block. From
  /// outside of the loop's thread before there is a loop: the time runs from the first use in it. A
  /// loop that ends takes a running time with it; a trigger that it has not seen is for the next.
  bool trigger(Milliseconds length = 0) noexcept;
  /// No time-out comes: `running()` and `is_set()` are false, and a callback that has not been
  /// called yet is not called. The task of a callback that has is left alone.
  void stop() noexcept;
  /// Whether a time-out will come.
  bool running() noexcept;
  /// The same: `if (delay()) ...`.
  bool operator()() noexcept { return running(); }

  /// Suspends until the time has run out; at once, without yielding, if it has. Any number of tasks
  /// may wait; all go on, in the order in which they began to, behind the callback. Waits on if
  /// `trigger` puts it off or `stop` prevents it. Cancelling leaves no trace. Never fails. From a
  /// task.
  [[nodiscard("co_await it: without that nobody waits")]]
  Wait wait() noexcept {
    return Wait(*this);
  }
  /// As if the time had run out, but nothing is called and a running time goes on.
  void set() noexcept;
  /// The time has not run out; one that runs goes on.
  void clear() noexcept;
  /// Whether the time has run out since the last `trigger`, `stop` or `clear`.
  bool is_set() noexcept;

  /// `stop`, for good: `trigger` has no effect from now on.
  void deinit() noexcept;

 protected:
  /// Calls the callback. False if that has destroyed the Delay_ms.
  using Call = bool (*)(DelayBase&);
  DelayBase(Call call, Milliseconds length) noexcept;
  ~DelayBase();

  /// Whether the callback of the last time-out has been called.
  bool has_returned() noexcept;
  bool has_callback_ = false;
  kernel::Mortal mortal_;

 private:
  enum class Pending : std::uint8_t {
    nothing,
    deadline,  // a trigger at a known time
    length,    // a trigger before there was a loop, whose clock it would be
  };

  kernel::Scheduler* loop() noexcept;
  bool obey_trigger() noexcept;
  void suspend(kernel::Frame* waiting) noexcept;
  void forget_trigger() noexcept;
  void disarm() noexcept;
  void run_out() noexcept;
  static Coro<> run_callback(DelayBase* delay);
  static void on_ring(kernel::Signal& signal) noexcept;
  static void on_time(kernel::CallbackTimer* timer) noexcept;

  Call call_;
  AnyTask calling_;  // calls the callback
  Duration default_length_;
  union {  // as `pending_` says
    Instant pending_deadline_{};
    Duration pending_length_;
  };
  Exclusion exclusion_;  // guards these two
  detail::Atomic<Pending> pending_{Pending::nothing};
  detail::Atomic<bool> is_over_{false};
  bool is_armed_ = false;
  bool is_set_ = false;
  bool has_returned_ = false;
};

/// A retriggerable time limit: `Delay_ms delay(callback, 1000);` then `delay.trigger()` starts it,
/// and each further `trigger()` puts it off. When the time runs out, `is_set()` becomes true, the
/// loop calls the callback, and the waiters go on. A callback that is a coroutine function becomes
/// a task. A failure in a callback goes to the exception handler; so does MemoryError if the frame
/// pool has no room for the call. Not movable. Its destructor stops it; the callback may call that.
/// All but `trigger` is from tasks and plain code of one loop.
template <class T = void>
class Delay_ms : public DelayBase {
 public:
  /// Without a callback. `length` is the time of `trigger()`.
  explicit Delay_ms(Milliseconds length = 1000) noexcept : DelayBase(&call, length) {}
  /// `callback` returns T or Coro<T>, see Callback. Arguments are bound by a lambda, or by
  /// `Callback(function, arguments...)`.
  explicit Delay_ms(Callback<T> callback, Milliseconds length = 1000) noexcept
      : DelayBase(&call, length), callback_(std::move(callback)) {
    has_callback_ = static_cast<bool>(callback_);
  }
  template <class Function>
    requires std::is_invocable_v<Function&>
  explicit Delay_ms(Function function, Milliseconds length = 1000)
      : Delay_ms(Callback<T>(std::move(function)), length) {}

  /// From now on calls `function(args...)`. From tasks and plain code, also in the callback.
  template <class Function, class... Args>
  void callback(Function function, Args... args) {
    callback_ = Callback<T>(std::move(function), std::move(args)...);
    has_callback_ = true;
  }

  /// What the callback returned when the time last ran out; nullopt before that, since the last
  /// `trigger`, and of a coroutine function.
  const std::optional<ValueOf<T>>& rvalue() noexcept { return launched().value; }
  /// The task of a callback that is a coroutine function; a null handle otherwise, as in `rvalue`.
  const Task<T>& task() noexcept { return launched().task; }

 private:
  Launched<T>& launched() noexcept {
    if (!has_returned()) launched_ = Launched<T>();
    return launched_;
  }
  static bool call(DelayBase& base) {
    auto& delay = static_cast<Delay_ms&>(base);
    detail::Lent<T> callback(delay.callback_, delay.mortal_);
    Launched<T> launched = callback();
    if (callback.owner_has_gone()) return false;
    delay.launched_ = std::move(launched);
    return true;
  }

  Callback<T> callback_;
  Launched<T> launched_;
};

Delay_ms(Milliseconds) -> Delay_ms<>;
template <class T>
Delay_ms(Callback<T>, Milliseconds = 1000) -> Delay_ms<T>;
template <class Function>
  requires std::is_invocable_v<Function&>
Delay_ms(Function, Milliseconds = 1000)
    -> Delay_ms<typename detail::LaunchedValue<std::invoke_result_t<Function&>>::type>;

}  // namespace uasyncio
