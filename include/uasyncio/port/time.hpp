// SPDX-License-Identifier: MIT
// Time: 64-bit microseconds, which never wrap (584,542 years). An instant and a length are types of
// their own, so that the sum of two instants, or a length that is taken for a deadline, does not
// compile. They are enumerations, because those are passed and returned in registers everywhere: a
// Cortex-M returns a class of eight bytes through memory.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>

namespace uasyncio {

/// When: counted from a start that the port has chosen. For those who extend the library: ports,
/// drivers, words of their own.
enum class Instant : std::uint64_t {};

/// How long.
enum class Duration : std::uint64_t {};

/// An instant as the words of programs give and take it, `loop.time()` first of all: a number, as
/// asyncio's, in microseconds.
using Time = std::uint64_t;

/// No instant, and no length, is later or longer. Also a number that is as good as endless.
struct Never {
  constexpr operator Instant() const noexcept { return Instant{~std::uint64_t{0}}; }
  constexpr operator Duration() const noexcept { return Duration{~std::uint64_t{0}}; }
  constexpr operator Time() const noexcept { return ~Time{0}; }
};
inline constexpr Never never;

inline constexpr std::uint64_t microseconds_per_millisecond = 1'000;
inline constexpr std::uint64_t microseconds_per_second = 1'000'000;

/// The ways from numbers and back.
constexpr Instant at_microseconds(Time count) noexcept { return Instant{count}; }
constexpr Time to_microseconds(Instant instant) noexcept { return static_cast<Time>(instant); }
constexpr std::uint64_t to_microseconds(Duration length) noexcept {
  return static_cast<std::uint64_t>(length);
}
/// Rounded down.
constexpr std::uint64_t to_milliseconds(Duration length) noexcept {
  return to_microseconds(length) / microseconds_per_millisecond;
}

namespace detail {
/// The instant that a program names by a number. `loop.time() - 5'000` in the first milliseconds
/// has wrapped: it is the past, as asyncio's negative numbers are, and not half a million years.
constexpr Instant named_instant(Time count) noexcept {
  const bool has_wrapped = static_cast<std::int64_t>(count) < 0 && count != Time{never};
  return has_wrapped ? Instant{} : Instant{count};
}

/// A thousand times. A core whose products have 32 bits multiplies two halves: GCC's function for
/// 64 bits takes 60 instructions.
constexpr std::uint64_t thousand_times(std::uint32_t count) noexcept {
#if defined(__ARM_ARCH_ISA_THUMB) && __ARM_ARCH_ISA_THUMB == 1
  return (std::uint64_t{(count >> 16) * 1'000} << 16) + (count & 0xFFFF) * 1'000;
#else
  return count * microseconds_per_millisecond;
#endif
}
}  // namespace detail

/// Lengths are calculated with as numbers are, without checks for an overflow.
constexpr Duration operator+(Duration one, Duration other) noexcept {
  return Duration{to_microseconds(one) + to_microseconds(other)};
}
constexpr Duration operator-(Duration longer, Duration shorter) noexcept {
  return Duration{to_microseconds(longer) - to_microseconds(shorter)};
}
constexpr Duration operator*(Duration length, std::uint64_t times) noexcept {
  return Duration{to_microseconds(length) * times};
}
constexpr Duration operator/(Duration length, std::uint64_t parts) noexcept {
  return Duration{to_microseconds(length) / parts};
}
constexpr Duration& operator+=(Duration& one, Duration other) noexcept { return one = one + other; }

/// How long after `earlier` `later` is; the caller knows which of them is which.
constexpr Duration operator-(Instant later, Instant earlier) noexcept {
  return Duration{to_microseconds(later) - to_microseconds(earlier)};
}

namespace detail {
/// `start + length` without a comparison, of a length that cannot reach `never`.
constexpr Instant soon_after(Instant start, Duration length) noexcept {
  return Instant{to_microseconds(start) + to_microseconds(length)};
}
}  // namespace detail

/// Saturates at `never`: a huge sleep is endless, it does not overflow.
constexpr Instant operator+(Instant start, Duration length) noexcept {
  const std::uint64_t sum = to_microseconds(start) + to_microseconds(length);
  return sum < to_microseconds(length) ? Instant(never) : Instant{sum};
}

/// Negative counts are zero, huge ones are `never`.
template <std::integral Count>
constexpr Duration scaled_duration(Count count, std::uint64_t unit) noexcept {
  if constexpr (std::signed_integral<Count>) {
    if (count < 0) return Duration{};
  }
  if constexpr (sizeof(Count) <= sizeof(std::uint32_t)) {
    return Duration{static_cast<std::uint64_t>(count) * unit};  // 2^32 * 10^6 fits: no check
  } else {
    const auto whole = static_cast<std::uint64_t>(count);
    return whole > to_microseconds(Duration(never)) / unit ? Duration(never)
                                                           : Duration{whole * unit};
  }
}

/// A length of so many units, as above.
template <std::integral Count>
constexpr Duration from_microseconds(Count count) noexcept {
  return scaled_duration(count, 1);
}
/// The same.
template <std::integral Count>
constexpr Duration from_milliseconds(Count count) noexcept {
  return scaled_duration(count, microseconds_per_millisecond);
}
/// The same.
template <std::integral Count>
constexpr Duration from_seconds(Count count) noexcept {
  return scaled_duration(count, microseconds_per_second);
}

/// Fractions of a microsecond are rounded up, so that a sleep never ends early. NaN is zero.
template <std::floating_point Count>
constexpr Duration from_seconds(Count count) noexcept {
  constexpr Count limit = static_cast<Count>(1.8e19);  // just below 2^64
  const Count length = count * static_cast<Count>(microseconds_per_second);
  if (!(length > 0)) return Duration{};
  if (length >= limit) return never;
  const auto whole = static_cast<std::uint64_t>(length);
  return Duration{static_cast<Count>(whole) < length ? whole + 1 : whole};
}

/// Fractions are rounded up, what is negative is zero, what is huge is `never`.
template <class Representation, class Period>
constexpr Duration from_chrono(std::chrono::duration<Representation, Period> length) noexcept {
  using Seconds = std::chrono::duration<double>;
  using Microseconds = std::chrono::duration<std::int64_t, std::micro>;
  if (!(length > length.zero())) return Duration{};
  constexpr double limit_seconds = 9.2e12;  // just below 2^63 microseconds
  if (std::chrono::duration_cast<Seconds>(length).count() >= limit_seconds) return never;
  return Duration{static_cast<std::uint64_t>(std::chrono::ceil<Microseconds>(length).count())};
}

/// For words that take a number: a chrono length says its unit itself, and `never` has none.
constexpr Duration from_seconds(Never) noexcept { return never; }
constexpr Duration from_milliseconds(Never) noexcept { return never; }
template <class Representation, class Period>
constexpr Duration from_seconds(std::chrono::duration<Representation, Period> length) noexcept {
  return from_chrono(length);
}
template <class Representation, class Period>
constexpr Duration from_milliseconds(
    std::chrono::duration<Representation, Period> length) noexcept {
  return from_chrono(length);
}

}  // namespace uasyncio
