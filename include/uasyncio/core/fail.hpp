// SPDX-License-Identifier: MIT
// Failing on purpose, in both builds.
#pragma once

#include "uasyncio/core/coro.hpp"

#include <utility>

namespace uasyncio {

class [[nodiscard("co_await it: without that nothing fails, and the code behind it runs")]] Fail {
 public:
  /// Takes over the reference in `failure`.
  explicit Fail(kernel::Failure failure) noexcept : failure_(failure) {}
  Fail(Fail&& other) noexcept : failure_(std::exchange(other.failure_, kernel::Failure::none())) {}
  Fail& operator=(Fail&&) = delete;
#if UASYNCIO_COPIES_TEXTS
  ~Fail() { failure_.drop(); }
#endif
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiting) noexcept {
    kernel::Scheduler::running()->fail(std::exchange(failure_, kernel::Failure::none()),
                                       detail::frame_of(awaiting));
  }
  [[noreturn]] void await_resume() const {
    detail::raise_pending_failure();
    __builtin_unreachable();
  }

 private:
  kernel::Failure failure_;
};

/// `co_await fail(Error::value("no such channel"))` ends the coroutine with a failure. With
/// exceptions it throws the error's exception type here; without, the task unwinds up to the
/// nearest as_result, gather_results or its end. Nothing after it runs. It does not wait, so that
/// no cancel comes in between. From a task.
[[nodiscard("co_await it: without that nothing fails, and the code behind it runs")]]
inline Fail fail(Error error) noexcept {
  return Fail(kernel::Failure(std::move(error)));
}

/// Continues with the value of a result or outcome, or fails (or goes on being cancelled) as it
/// says.
template <class T>
class [[nodiscard("co_await it: without that nothing is passed on")]] PassOn {
 public:
  explicit PassOn(Result<T>&& result) noexcept : result_(&result) {}
  bool await_ready() const noexcept { return result_->ok(); }
  void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
    kernel::Scheduler::running()->fail(result_->share_failure(), detail::frame_of(awaiting));
  }
  T await_resume() const {
    detail::raise_pending_failure();
    if constexpr (!std::is_void_v<T>) return *std::move(*result_);
  }

 private:
  Result<T>* result_;
};

/// `T value = co_await pass_on(std::move(outcome));` gives the value at once, without yielding. If
/// there is none, fails as the outcome says, or goes on with the cancel that it holds. From a task.
template <class T>
[[nodiscard("co_await it: without that nothing is passed on")]]
PassOn<T> pass_on(Result<T>&& result) noexcept {
  return PassOn<T>(std::move(result));
}
template <class T>
[[nodiscard("co_await it: without that nothing is passed on")]]
PassOn<T> pass_on(Outcome<T>&& outcome) noexcept {
  return PassOn<T>(std::move(outcome));
}

}  // namespace uasyncio
