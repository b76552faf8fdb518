// SPDX-License-Identifier: MIT
// The end of an await as a value: Result<T> holds a value or a failure, Outcome<T> may also say
// that the awaiting task itself is being cancelled.
#pragma once

#include "uasyncio/kernel/assert.hpp"
#include "uasyncio/kernel/failure.hpp"

#include <functional>
#include <new>
#include <type_traits>
#include <utility>

namespace uasyncio {

/// The value of something that returns nothing.
struct Void {
  friend constexpr bool operator==(Void, Void) noexcept = default;
};

template <class T>
using ValueOf = std::conditional_t<std::is_void_v<T>, Void, T>;

namespace detail {
/// How a value is kept: of a reference, what it refers to.
template <class T>
using Kept = std::conditional_t<std::is_reference_v<T>,
                                std::reference_wrapper<std::remove_reference_t<T>>, T>;

/// `value()` of a failed result: throws the failure, or without exceptions reports it and ends the
/// program, since there is no value to go on with.
[[noreturn]] void value_of_failed_result(kernel::Failure failure);
}  // namespace detail

/// A value or a failure. Of a reference, Result<T&>, it holds where that refers to. It needs no
/// loop: from any thread, one at a time.
template <class T = void>
class [[nodiscard]] Result {
  using Kept = detail::Kept<ValueOf<T>>;

 public:
  using Value = ValueOf<T>;

  Result(Error error) noexcept : failure_(error) {}
  /// Takes over the reference in `failure`, which must not be `none`.
  explicit Result(kernel::Failure failure) noexcept : failure_(failure) { UASYNCIO_ASSERT(!ok()); }
  template <class... Args>
  explicit Result(std::in_place_t, Args&&... args) : failure_(kernel::Failure::none()) {
    ::new (&value_) Kept(std::forward<Args>(args)...);
  }
  Result(Result&& other) noexcept(std::is_nothrow_move_constructible_v<Kept>)
      : failure_(
            std::exchange(other.failure_, other.ok() ? kernel::Failure::none() : moved_from())) {
    if (ok()) ::new (&value_) Kept(std::move(other.value_));
  }
  /// If the move of the value throws, this one has failed with RuntimeError afterwards.
  Result& operator=(Result&& other) noexcept(std::is_nothrow_move_constructible_v<Kept>) {
    if (this == &other) return *this;
    clear();
    if (other.ok()) {
      ::new (&value_) Kept(std::move(other.value_));
      failure_ = kernel::Failure::none();
    } else {
      failure_ = std::exchange(other.failure_, moved_from());
    }
    return *this;
  }
  ~Result() { clear(); }

  bool ok() const noexcept { return !failure_; }
  explicit operator bool() const noexcept { return ok(); }

  /// Error::none if ok.
  Error error() const noexcept { return failure_.error(); }

  /// The value. If there is none: throws the failure, or ends the program without exceptions.
  Value& value() & {
    require_value();
    return value_;
  }
  const Value& value() const& {
    require_value();
    return value_;
  }
  Value&& value() && {
    require_value();
    return static_cast<Value&&>(value_);
  }
  Value& operator*() & { return value(); }
  const Value& operator*() const& { return value(); }
  Value&& operator*() && { return std::move(*this).value(); }
  std::remove_reference_t<Value>* operator->() { return &value(); }
  std::remove_reference_t<const Value&>* operator->() const { return &value(); }

  /// Moves the value out; `other` if there is none.
  template <class Other>
  Value value_or(Other&& other) && {
    return ok() ? static_cast<Value&&>(value_) : static_cast<Value>(std::forward<Other>(other));
  }

#if UASYNCIO_EXCEPTIONS
  /// The failure as an exception, null if ok.
  std::exception_ptr exception() const noexcept {
    return ok() ? std::exception_ptr() : failure_.exception();
  }
#endif

  /// Hands over the failure; `error()` stays. For awaiters.
  kernel::Failure share_failure() const noexcept { return failure_.share(); }

 protected:
  static kernel::Failure moved_from() noexcept { return kernel::Failure::moved_from(); }
  /// Drops what it holds; then it has failed.
  void clear() noexcept {
    kernel::Failure before = std::exchange(failure_, moved_from());
    if (before) {
      before.drop();
    } else {
      value_.~Kept();
    }
  }
  void require_value() const {
    if (!ok()) detail::value_of_failed_result(failure_.share());
  }

  kernel::Failure failure_;
  union {
    Kept value_;
  };
};

/// How an await ended, cancellation of the awaiting task included. Whoever takes an outcome
/// decides: drop it, and the task goes on; or hand it to `pass_on`.
template <class T = void>
class [[nodiscard]] Outcome : public Result<T> {
 public:
  using Result<T>::Result;
  /// The task itself was asked to end (Error::cancelled alone may be that of an awaited task).
  bool cancelled() const noexcept { return this->failure_.is_cancellation(); }
};

}  // namespace uasyncio
