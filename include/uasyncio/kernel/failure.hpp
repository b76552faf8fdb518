// SPDX-License-Identifier: MIT
// Why a task failed: an Error, a cancellation, or (with exceptions) an exception. It is trivial and
// no larger than a deadline, whose place in the record it takes: one word, and where the text of an
// error is a pointer to a literal, that pointer. The scheduler owns what it refers to.
#pragma once

#include "uasyncio/port/config.hpp"
#include "uasyncio/port/error.hpp"
#include "uasyncio/port/time.hpp"

#include <cstdint>

#if UASYNCIO_EXCEPTIONS
#include <exception>
#endif

namespace uasyncio::kernel {

/// A copy is another name of the same reference; `share` makes a reference of its own. Each is
/// given up once: by `drop`, by `raise`, or by handing it to the scheduler. For awaiters and catch
/// points, in one thread at a time.
class Failure {
 public:
  Failure() = default;  // trivial: indeterminate until assigned
  constexpr Failure(Error error) noexcept
#if UASYNCIO_POINTS_TO_TEXTS
      : bits_(bits_of(error)),
        text_(error.text_.literal())
#else
      : bits_(bits_of(error))
#endif
  {
  }

  /// Nothing has failed: false.
  static constexpr Failure none() noexcept { return Failure(0); }
  /// The task itself is being cancelled. Not an Error: only `as_outcome` and `finally` see it.
  static constexpr Failure cancellation() noexcept { return Failure(cancellation_bits); }

  /// The same, of the whole task: a time-out asks only for a part of it to end.
  static constexpr Failure whole_cancellation() noexcept { return Failure(whole_bits); }

  /// What a result fails with whose value or failure was moved away: a RuntimeError.
  static constexpr Failure moved_from() noexcept {
    return Failure(Failure(Error::runtime).bits_ | moved_from_bit);
  }

  constexpr explicit operator bool() const noexcept { return bits_ != 0; }
  constexpr bool is_cancellation() const noexcept {
    return (bits_ & cancellation_bits) == cancellation_bits;
  }
  constexpr bool is_whole_cancellation() const noexcept { return bits_ == whole_bits; }

  /// The failure as a value; a cancellation is Error::cancelled.
  Error error() const noexcept;

  /// Another reference to the same failure.
  Failure share() const noexcept;
  /// Gives up this reference; the word is `none` afterwards.
  void drop() noexcept;

  /// What somebody else sees who awaits a task that ended with this.
  Failure seen_by_waiter() const noexcept {
    return is_cancellation() ? Failure(Error::cancelled) : share();
  }

#if UASYNCIO_EXCEPTIONS
  bool is_exception() const noexcept { return bits_ != 0 && (bits_ & tags) == 0; }
  /// The exception being handled. Call only inside a catch block.
  static Failure current_exception() noexcept;
  /// The failure as an exception_ptr, made now if it was not thrown yet.
  std::exception_ptr exception() const noexcept;
  /// Throws it, and gives up this reference.
  [[noreturn]] void raise();
#endif

 private:
  static constexpr std::uintptr_t tags = 3;  // in the low bits; 0: an exception
  static constexpr std::uintptr_t error_tag = 1;
  static constexpr std::uintptr_t copy_tag = 2;  // the address of a CopiedError
  static constexpr std::uintptr_t cancellation_bits = 3;
  static constexpr std::uintptr_t whole_bits = cancellation_bits | 4;
  static constexpr std::uintptr_t moved_from_bit = 4;  // of an error
  static constexpr unsigned kind_shift = 8;
  static constexpr unsigned code_shift = 16;

#if UASYNCIO_POINTS_TO_TEXTS
  constexpr explicit Failure(std::uintptr_t bits) noexcept : bits_(bits), text_(nullptr) {}
#else
  constexpr explicit Failure(std::uintptr_t bits) noexcept : bits_(bits) {}
#endif
  static constexpr std::uintptr_t bits_of(Error& error) noexcept {
    if (const std::uintptr_t copy = take_copy(error)) return copy;
    return error_tag | std::uintptr_t{static_cast<std::uint8_t>(error.kind)} << kind_shift |
           std::uintptr_t{static_cast<std::uint16_t>(error.code)} << code_shift;
  }
  Error unpack() const noexcept;
#if UASYNCIO_COPIES_TEXTS
  /// Of an error that has been copied: the copy, for the word. Otherwise 0.
  static constexpr std::uintptr_t take_copy(Error& error) noexcept {
    if (error.text_.copy() == nullptr) return 0;
    return reinterpret_cast<std::uintptr_t>(error.text_.give_away()) | copy_tag;
  }
  bool has_copy() const noexcept { return (bits_ & tags) == copy_tag; }
  detail::CopiedError* copy() const noexcept {
    return reinterpret_cast<detail::CopiedError*>(bits_ - copy_tag);
  }
  Error unpack_copy() const noexcept {
    copy()->reference();
    return Error(Error(copy()->kind, copy()->code), detail::KeptText(copy()));
  }
  void reference_copy() const noexcept {
    if (has_copy()) copy()->reference();
  }
  void unreference_copy() const noexcept {
    if (has_copy()) copy()->unreference();
  }
#else
  static constexpr std::uintptr_t take_copy(Error&) noexcept { return 0; }
  bool has_copy() const noexcept { return false; }
  Error unpack_copy() const noexcept { return Error::none; }
  void reference_copy() const noexcept {}
  void unreference_copy() const noexcept {}
#endif
#if UASYNCIO_POINTS_TO_TEXTS
  detail::KeptText literal() const noexcept { return detail::KeptText(text_); }
#else
  detail::KeptText literal() const noexcept { return {}; }
#endif

  std::uintptr_t bits_;
#if UASYNCIO_POINTS_TO_TEXTS
  const char* text_;
#endif
};

static_assert(sizeof(Failure) <= sizeof(Instant) || sizeof(void*) > sizeof(std::uint32_t),
              "a failure lies in the place of a deadline");

/// Calls `function(argument)` and gives what it threw; `none` if it returned. The caller has the
/// reference. From anywhere but an interrupt.
Failure capture(void (*function)(void*), void* argument) noexcept;

#if UASYNCIO_EXCEPTIONS
/// Throws what a program failed with. If nobody catches it, `end` is called, unless the program
/// has set a terminate handler of its own. Takes over the reference in `failure`. From plain code,
/// when the loop is over.
[[noreturn]] void raise_out_of_program(Failure failure, void (*end)(const Error&) noexcept);
#endif

}  // namespace uasyncio::kernel
