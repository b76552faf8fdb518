// SPDX-License-Identifier: MIT
// Length: the one type of argument for "how long". Words that take seconds take a Length, words
// whose name ends in _ms take Milliseconds; both take a chrono length, which says its unit itself.
#pragma once

#include "uasyncio/port/time.hpp"

#include <optional>

namespace uasyncio {
namespace detail {

/// Not a number, but a length.
template <class T>
inline constexpr bool is_length = false;
template <class Representation, class Period>
inline constexpr bool is_length<std::chrono::duration<Representation, Period>> = true;
template <>
inline constexpr bool is_length<Never> = true;

}  // namespace detail

/// How long, in whole milliseconds: `20`, or `20ms`. Negative is 0, huge is for ever.
class Milliseconds {
 public:
  template <class Count>
    requires std::integral<Count> || detail::is_length<Count>
  constexpr Milliseconds(Count length) noexcept : length_(from_milliseconds(length)) {}
  /// A mistake.
  template <class Other>
  constexpr Milliseconds(Other) noexcept : length_() {
    static_assert(sizeof(Other) == 0,
                  "this takes whole milliseconds, sleep_ms(20); for parts write sleep(0.0015)");
  }

  constexpr Duration duration() const noexcept { return length_; }
  constexpr std::uint64_t microseconds() const noexcept { return to_microseconds(length_); }

 private:
  Duration length_;
};

/// How long: seconds, `1` or `0.5`; a chrono length, `20ms`; std::nullopt, Python's None, for no
/// limit. Negative and NaN are 0, huge is for ever. Parts of a microsecond are rounded up, so that
/// nothing ends early.
class Length {
 public:
  template <class Seconds>
    requires std::integral<Seconds> || std::floating_point<Seconds> || detail::is_length<Seconds>
  constexpr Length(Seconds length) noexcept : length_(from_seconds(length)) {}
  constexpr Length(Milliseconds length) noexcept : length_(length.duration()) {}
  constexpr Length(std::nullopt_t) noexcept : length_(never) {}
  /// A mistake.
  template <class Other>
  constexpr Length(Other) noexcept : length_() {
    static_assert(sizeof(Other) == 0,
                  "this takes seconds, sleep(1) or sleep(0.5), or a chrono length, sleep(20ms)");
  }

  constexpr Duration duration() const noexcept { return length_; }
  constexpr std::uint64_t microseconds() const noexcept { return to_microseconds(length_); }

 private:
  Duration length_;
};

}  // namespace uasyncio
