// SPDX-License-Identifier: MIT
// Clocks of the calendar with an alarm, as MicroPython's machine.RTC.
#pragma once

#include "uasyncio/port/error.hpp"

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>

namespace uasyncio::machine {

/// A second of the calendar, UTC. Its functions: from anywhere.
struct DateTime {
  std::int16_t year = 1970;
  std::uint8_t month = 1;  // from 1, as the day
  std::uint8_t day = 1;
  std::uint8_t hour = 0;
  std::uint8_t minute = 0;
  std::uint8_t second = 0;

  bool operator==(const DateTime&) const = default;
  /// Whether there is such a second: no 30 February, no hour 24, no second 60.
  constexpr bool ok() const noexcept {
    return date().ok() && hour < 24 && minute < 60 && second < 60;
  }
  /// Microseconds since 1970, as a WallClock has them. Only if it is `ok`.
  constexpr std::int64_t utc_us() const noexcept {
    const std::int64_t days = std::chrono::sys_days(date()).time_since_epoch().count();
    return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1'000'000;
  }
  /// The second in which that is.
  static constexpr DateTime of_utc_us(std::int64_t utc_us) noexcept {
    using namespace std::chrono;
    const auto seconds_since_1970 = floor<seconds>(microseconds(utc_us));
    const auto days_since_1970 = floor<days>(seconds_since_1970);
    const year_month_day date{sys_days(days_since_1970)};
    const auto of_day = static_cast<unsigned>((seconds_since_1970 - days_since_1970).count());
    return {static_cast<std::int16_t>(static_cast<int>(date.year())),
            static_cast<std::uint8_t>(static_cast<unsigned>(date.month())),
            static_cast<std::uint8_t>(static_cast<unsigned>(date.day())),
            static_cast<std::uint8_t>(of_day / 3'600),
            static_cast<std::uint8_t>(of_day / 60 % 60),
            static_cast<std::uint8_t>(of_day % 60)};
  }

 private:
  constexpr std::chrono::year_month_day date() const noexcept {
    return {std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  }
};

/// Called in the interrupt: it may set a ThreadSafeFlag, and not much else.
using RtcHandler = void (*)(void* argument);

/// `datetime` sets the calendar, which runs from there on, or tells it. `alarm` calls `handler`
/// once when the calendar has come to that second: by itself, or by being set beyond it; at once if
/// it is there already. An alarm is in place of the one before; `alarm(nullptr)` ends it, and when
/// that has returned the handler is not called any more. `argument` must live until then.
/// ValueError, and nothing has changed, for what is no second of the calendar or beyond the
/// hardware's, and without a handler; an OSError if the hardware does not run. Nothing suspends;
/// from tasks and plain code, `alarm` from the handler too.
template <class Clock>
concept RTC = requires(Clock clock, const DateTime& when, RtcHandler handler, void* argument) {
  { clock.datetime(when) } -> std::same_as<Error>;
  { clock.datetime() } -> std::same_as<DateTime>;
  { clock.alarm(when, handler, argument) } -> std::same_as<Error>;
  clock.alarm(nullptr);
};

}  // namespace uasyncio::machine
