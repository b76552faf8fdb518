// SPDX-License-Identifier: MIT
// Attempt: what a device answers when it is asked to read or write without waiting.
#pragma once

#include "uasyncio/port/error.hpp"

#include <cstddef>
#include <cstdint>

namespace uasyncio {
namespace detail {
class KeptAttempt;
}

/// How far a try got: so many bytes, or why none. One word, passed by value. From anywhere.
class Attempt {
 public:
  /// So many bytes were moved. Of a try with room or bytes to move, at least one.
  static constexpr Attempt moved(std::size_t count) noexcept {
    return Attempt(static_cast<std::intptr_t>(count));
  }
  /// The same, and nothing is left: whatever comes later is notified. Who wants more need not try
  /// again to know that it would block. A hint: for `==` it is the same as `moved`.
  static constexpr Attempt moved_all(std::size_t count) noexcept {
    return Attempt(static_cast<std::intptr_t>(count) | bit_of_all);
  }
  /// Nothing can be moved just now; the device notifies when it is worth trying again.
  static constexpr Attempt would_block() noexcept { return Attempt(bits_of_would_block); }
  /// Nothing will come any more, for good.
  static constexpr Attempt end() noexcept { return Attempt(bits_of_end); }
  /// It failed. The error's kind and code are kept, its text is not.
  static constexpr Attempt failed(const Error& error) noexcept {
    return Attempt(bits_of_end - 1 -
                   static_cast<std::intptr_t>(
                       static_cast<std::uint32_t>(static_cast<std::uint8_t>(error.kind)) << 16 |
                       static_cast<std::uint16_t>(error.code)));
  }

  constexpr bool has_moved() const noexcept { return bits_ >= 0; }
  /// The next try would block: it moved all, or nothing as it would block itself.
  constexpr bool leaves_nothing() const noexcept { return bits_ >= bit_of_all || is_would_block(); }
  constexpr bool is_would_block() const noexcept { return bits_ == bits_of_would_block; }
  constexpr bool is_end() const noexcept { return bits_ == bits_of_end; }
  constexpr bool has_failed() const noexcept { return bits_ < bits_of_end; }

  /// How many bytes; only if `has_moved()`.
  constexpr std::size_t count() const noexcept {
    return static_cast<std::size_t>(bits_ & ~bit_of_all);
  }
  /// The error; only if `has_failed()`.
  constexpr Error error() const noexcept {
    const auto packed = static_cast<std::uint32_t>(bits_of_end - 1 - bits_);
    return Error(static_cast<ErrorKind>(packed >> 16), static_cast<std::int16_t>(packed));
  }

  friend constexpr bool operator==(Attempt left, Attempt right) noexcept {
    return ((left.bits_ ^ right.bits_) & ~bit_of_all) == 0;
  }

 private:
  friend class detail::KeptAttempt;
  static constexpr std::intptr_t bits_of_would_block = -1;
  static constexpr std::intptr_t bits_of_end = -2;
  static constexpr std::intptr_t bit_of_all = INTPTR_MAX / 2 + 1;  // no memory is that large

  explicit constexpr Attempt(std::intptr_t bits) noexcept : bits_(bits) {}

  std::intptr_t bits_;
};

namespace detail {

/// Why a direction of a stream is over, in four bytes; moved(0), as at first: it is not.
class KeptAttempt {
 public:
  constexpr KeptAttempt() noexcept = default;
  /// Of a number of bytes only that they have been moved is kept.
  constexpr KeptAttempt(Attempt attempt) noexcept
      : bits_(attempt.has_moved() ? 0 : static_cast<std::int32_t>(attempt.bits_)) {}
  constexpr operator Attempt() const noexcept { return Attempt(bits_); }

  constexpr bool has_moved() const noexcept { return bits_ == 0; }
  constexpr bool has_failed() const noexcept { return Attempt(bits_).has_failed(); }
  constexpr bool is_end() const noexcept { return Attempt(bits_).is_end(); }
  constexpr Error error() const noexcept { return Attempt(bits_).error(); }

 private:
  std::int32_t bits_ = 0;
};

}  // namespace detail

}  // namespace uasyncio
