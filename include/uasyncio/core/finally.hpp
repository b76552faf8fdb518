// SPDX-License-Identifier: MIT
// Cleanup that awaits, and cleanup that does not.
#pragma once

#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/fail.hpp"

#include <utility>

namespace uasyncio {
namespace detail {

/// While this lives, cancels and outer time-outs of the task are held back.
class Shielded {
 public:
  Shielded() noexcept : is_up_(kernel::Scheduler::running()->shield()) {}
  ~Shielded() { lift(); }
  void lift() noexcept {
    if (is_up_) kernel::Scheduler::running()->unshield();
    is_up_ = false;
  }
  Shielded(const Shielded&) = delete;
  Shielded& operator=(const Shielded&) = delete;

 private:
  bool is_up_;
};

/// After a cleanup: unwinds if the task was asked to end meanwhile.
class [[nodiscard("co_await it: without that nobody waits")]] DeliverHeldBack {
 public:
  DeliverHeldBack() noexcept {}
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> awaiting) const noexcept {
    kernel::Scheduler* scheduler = kernel::Scheduler::running();
    kernel::Frame* frame = frame_of(awaiting);
    if (!scheduler->must_unwind_after_shield(frame)) return false;
    scheduler->fail(kernel::Failure::cancellation(), frame);
    return true;
  }
  void await_resume() const noexcept {}
};

/// A cleanup without what it gives.
inline Coro<void> as_cleanup(Coro<void>&& cleanup) noexcept { return std::move(cleanup); }
template <Awaitable A>
  requires(!std::is_same_v<A, Coro<void>>)
Coro<void> as_cleanup(A cleanup) {
  (void)co_await std::move(cleanup);
}

}  // namespace detail

/// Runs `body`, then `cleanup`, however the body ended: with a value, a failure, a time-out or a
/// cancel. Each is a coroutine or anything else that can be awaited; what the cleanup gives is
/// dropped. `co_await finally(read(port), wait_for(close(port), 1));` The cleanup may await and is
/// not disturbed: cancels and outer time-outs that arrive meanwhile take effect when it has ended;
/// time-outs inside it work. Then gives the body's value or goes on with its failure or cancel; a
/// failure of the cleanup takes the place of a value or failure, a cancel goes before both. If the
/// cleanup could not be created (pool exhausted), the body does not start and MemoryError is the
/// failure. Cleanups in cleanups are counted up to a depth of 65,535; what is deeper is part of the
/// one around it. Suspends where the two do. From a task.
template <class T>
[[nodiscard("co_await it: without that neither the body nor the cleanup runs")]]
Coro<T> finally(Coro<T> body, Coro<void> cleanup) {
  if (!detail::InsideCoro::of(cleanup).can_start()) {
    co_await fail(detail::InsideCoro::of(cleanup).creation_failure());
  }
  Outcome<T> end = co_await as_outcome(std::move(body));
  detail::Shielded shielded;
  Outcome<void> cleaned = co_await as_outcome(std::move(cleanup));
  shielded.lift();
  if (!end.cancelled()) {
    co_await detail::DeliverHeldBack();
    co_await pass_on(std::move(cleaned));
  }
  co_return co_await pass_on(std::move(end));
}
template <detail::Awaitable Body, detail::Awaitable Cleanup>
  requires(detail::OtherAwaitable<Body> || !std::is_same_v<Cleanup, Coro<void>>)
[[nodiscard("co_await it: without that nothing runs")]]
Coro<detail::AwaitedValueOf<Body>> finally(Body body, Cleanup cleanup) {
  return finally(detail::as_coro(std::move(body)), detail::as_cleanup(std::move(cleanup)));
}

/// Calls `function` if it is destroyed before `dismiss`: a guard for cleanup that does not await.
/// Runs on cancel, failure and ordinary exit of the scope alike unless dismissed.
template <class Function>
class on_cancel {
 public:
  explicit on_cancel(Function function) noexcept : function_(std::move(function)) {}
  ~on_cancel() {
    if (armed_) function_();
  }
  on_cancel(const on_cancel&) = delete;
  on_cancel& operator=(const on_cancel&) = delete;
  /// `function` is not called any more. From where the guard lives: a task, or plain code.
  void dismiss() noexcept { armed_ = false; }

 private:
  Function function_;
  bool armed_ = true;
};

}  // namespace uasyncio
