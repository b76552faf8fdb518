// Time: 64-bit microseconds, which never wrap (584,542 years).
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>

namespace uasyncio {

using Time = std::uint64_t;      // an instant, in microseconds since the port's start
using Duration = std::uint64_t;  // a length of time, in microseconds

inline constexpr Time never = ~Time{0};
inline constexpr Duration microseconds_per_millisecond = 1'000;
inline constexpr Duration microseconds_per_second = 1'000'000;

/// `start + length`, saturating at `never`: a huge sleep is endless, it does not overflow.
constexpr Time time_after(Time start, Duration length) noexcept {
  return length > never - start ? never : start + length;
}

/// Negative counts are zero, huge ones are `never`.
template <std::integral Count>
constexpr Duration scaled_duration(Count count, Duration unit) noexcept {
  if constexpr (std::signed_integral<Count>) {
    if (count < 0) return 0;
  }
  if constexpr (sizeof(Count) <= sizeof(std::uint32_t)) {
    return static_cast<Duration>(count) * unit;  // 2^32 * 10^6 fits: no check in small firmware
  } else {
    const auto length = static_cast<Duration>(count);
    return length > never / unit ? never : length * unit;
  }
}

template <std::integral Count>
constexpr Duration from_milliseconds(Count count) noexcept {
  return scaled_duration(count, microseconds_per_millisecond);
}

template <std::integral Count>
constexpr Duration from_seconds(Count count) noexcept {
  return scaled_duration(count, microseconds_per_second);
}

/// Fractions of a microsecond are rounded up, so that a sleep never ends early. NaN is zero.
template <std::floating_point Count>
constexpr Duration from_seconds(Count count) noexcept {
  constexpr Count limit = static_cast<Count>(1.8e19);  // just below 2^64
  const Count length = count * static_cast<Count>(microseconds_per_second);
  if (!(length > 0)) return 0;
  if (length >= limit) return never;
  const auto whole = static_cast<Duration>(length);
  return static_cast<Count>(whole) < length ? whole + 1 : whole;
}

template <class Representation, class Period>
constexpr Duration from_chrono(std::chrono::duration<Representation, Period> length) noexcept {
  using Seconds = std::chrono::duration<double>;
  using Microseconds = std::chrono::duration<std::int64_t, std::micro>;
  if (!(length > length.zero())) return 0;
  constexpr double limit_seconds = 9.2e12;  // just below 2^63 microseconds
  if (std::chrono::duration_cast<Seconds>(length).count() >= limit_seconds) return never;
  return static_cast<Duration>(std::chrono::ceil<Microseconds>(length).count());
}

/// For words that take a number: a chrono length says its unit itself.
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
