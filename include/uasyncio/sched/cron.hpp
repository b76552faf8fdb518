// SPDX-License-Identifier: MIT
// cron: when something is to happen, as sets of seconds, minutes, hours and days.
#pragma once

#include "uasyncio/port/error.hpp"

#include <chrono>
#include <cstdint>
#include <initializer_list>

namespace uasyncio {

/// Any value of a field of `cron`.
struct Any {};
inline constexpr Any any{};

/// The values of one field: a number, a list {1, 15, 30}, `any`, `every(15)`, or `range(8, 18)`.
class CronField {
 public:
  constexpr CronField(int value) noexcept { add(value); }  // NOLINT: so that .mins = 5 can be said
  constexpr CronField(std::initializer_list<int> values) noexcept {
    for (const int value : values) add(value);
  }
  constexpr CronField(Any) noexcept : is_any_(true) {}
  /// What `every(step)` gives.
  static constexpr CronField of_every(int step) noexcept {
    CronField field(Any{});
    field.is_any_ = false;
    if (step < 1 || step > greatest) field.is_bad_ = true;
    for (int value = 0; !field.is_bad_ && value <= greatest; value += step) field.add(value);
    field.is_cut_ = true;
    return field;
  }

  /// What `range` gives.
  static constexpr CronField of_range(int begin, int end, int step) noexcept {
    CronField field(Any{});
    field.is_any_ = false;
    field.is_bad_ = begin < 0 || end > greatest + 1 || step < 1;
    for (int value = begin; !field.is_bad_ && value < end; value += step) {
      field.add(value);
      if (step > greatest) break;
    }
    return field;
  }

  constexpr bool is_any() const noexcept { return is_any_; }
  /// Whether all values are from `least` to `most`, and there is one.
  constexpr bool is_within(int least, int most) const noexcept {
    const std::uint64_t wanted = bits(least, most);
    if (is_bad_) return false;
    if (is_any_ || is_cut_) return values(least, most) != 0;
    return bits_ != 0 && (bits_ & ~wanted) == 0;
  }
  /// One bit for each value.
  constexpr std::uint64_t values(int least, int most) const noexcept {
    return is_any_ ? bits(least, most) : bits_ & bits(least, most);
  }

 private:
  static constexpr int greatest = 59;
  static constexpr std::uint64_t bits(int least, int most) noexcept {
    return (~std::uint64_t{0} >> (63 - most)) & (~std::uint64_t{0} << least);
  }
  constexpr void add(int value) noexcept {
    if (value < 0 || value > greatest) {
      is_bad_ = true;
    } else {
      bits_ |= std::uint64_t{1} << value;
    }
  }

  std::uint64_t bits_ = 0;
  bool is_any_ = false;
  bool is_bad_ = false;
  bool is_cut_ = false;  // values that the field does not have are left out
};

/// 0, step, 2 * step, ... as far as the field goes.
constexpr CronField every(int step) noexcept { return CronField::of_every(step); }

/// The defaults are those of the original: each day at 3:00:00.
struct CronTimes {
  CronField secs = 0;
  CronField mins = 0;
  CronField hrs = 3;
  CronField mday = any;   // 1 to 31
  CronField month = any;  // 1 to 12
  CronField wday = any;   // 0 to 6, Monday is 0
};

/// As Python's: from `begin` to `end`, which is not of them, each `step`th. None, or one that the
/// field does not have, makes the rule impossible.
constexpr CronField range(int begin, int end, int step = 1) noexcept {
  return CronField::of_range(begin, end, step);
}

/// Seconds since 1970 on the clock on the wall, whatever its zone.
using WallSeconds = std::int64_t;

/// A rule for times. `mday` alone is that day of the month; a month that lacks it is left out, and
/// 29 February comes in leap years. `wday` alone is that day of each week. Both: the first such
/// weekday on or after that day: mday 8 and wday 6 is the second Sunday of the month; `mday` is
/// then at most 22. May be kept in flash and used from anywhere.
class Cron {
 public:
  static constexpr WallSeconds never = -1;

  explicit constexpr Cron(const CronTimes& times) noexcept;

  /// Seconds from `now` to the next time: 0 if `now` is one. `never` if the rule is impossible.
  constexpr WallSeconds operator()(WallSeconds now) const noexcept;

  /// False: a value is out of its range, or no year has such a date, as 30 February.
  constexpr bool is_possible() const noexcept { return is_possible_; }
  /// ValueError for the same.
  Error error() const noexcept {
    return is_possible_ ? Error::none : Error::value("cron: there is no such time");
  }

 private:
  static constexpr int seconds_per_day = 86'400;
  static constexpr int last_with_weekday = 22;

  using Date = std::chrono::year_month_day;
  static constexpr bool has(std::uint64_t set, unsigned value) noexcept {
    return (set >> value & 1) != 0;
  }
  constexpr bool has_a_date() const noexcept;
  constexpr bool has_weekday(std::chrono::sys_days day) const noexcept {
    return has(wday_, std::chrono::weekday(day).iso_encoding() - 1);
  }
  constexpr bool matches(std::chrono::sys_days day, const Date& date) const noexcept;
  constexpr std::chrono::sys_days first_day(std::chrono::sys_days day) const noexcept;
  constexpr int first_second(int second) const noexcept;

  std::uint64_t secs_;
  std::uint64_t mins_;
  std::uint32_t hrs_;
  std::uint32_t mday_;
  std::uint16_t month_;
  std::uint8_t wday_;
  bool is_day_free_;  // mday and wday: any day
  bool is_weekday_;   // wday was given
  bool is_day_;       // mday was given
  bool is_possible_;
};

namespace detail {
/// Not constexpr: where a rule is a constant, calling it is the compiler's error.
inline void cron_has_no_such_time() noexcept {}
}  // namespace detail

/// constexpr Cron at = cron({.mins = every(15), .hrs = any});  An impossible rule does not compile
/// if it is a constant; otherwise `is_possible` is false.
constexpr Cron cron(const CronTimes& times = {}) noexcept {
  const Cron rule(times);
  if (!rule.is_possible()) detail::cron_has_no_such_time();
  return rule;
}

constexpr Cron::Cron(const CronTimes& times) noexcept
    : secs_(times.secs.values(0, 59)),
      mins_(times.mins.values(0, 59)),
      hrs_(static_cast<std::uint32_t>(times.hrs.values(0, 23))),
      mday_(static_cast<std::uint32_t>(times.mday.values(1, 31))),
      month_(static_cast<std::uint16_t>(times.month.values(1, 12))),
      wday_(static_cast<std::uint8_t>(times.wday.values(0, 6))),
      is_day_free_(times.mday.is_any() && times.wday.is_any()),
      is_weekday_(!times.wday.is_any()),
      is_day_(!times.mday.is_any()),
      is_possible_(times.secs.is_within(0, 59) && times.mins.is_within(0, 59) &&
                   times.hrs.is_within(0, 23) && times.mday.is_within(1, 31) &&
                   times.month.is_within(1, 12) && times.wday.is_within(0, 6) && has_a_date()) {}

constexpr bool Cron::has_a_date() const noexcept {
  if (is_weekday_) return !is_day_ || (mday_ >> (last_with_weekday + 1)) == 0;
  constexpr std::uint8_t longest[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (unsigned month = 1; month <= 12; ++month) {
    if (!has(month_, month)) continue;
    for (unsigned day = 1; day <= longest[month - 1]; ++day) {
      if (has(mday_, day)) return true;
    }
  }
  return false;
}

constexpr bool Cron::matches(std::chrono::sys_days day, const Date& date) const noexcept {
  const auto number = static_cast<unsigned>(date.day());
  if (is_day_free_) return true;
  if (!is_weekday_) return has(mday_, number);
  if (!has_weekday(day)) return false;
  if (!is_day_) return true;
  // The first such weekday behind a day that was asked for: no other one lies between.
  for (unsigned back = 0; back < 7 && back < number; ++back) {
    if (back != 0 && has_weekday(day - std::chrono::days(back))) return false;
    if (has(mday_, number - back)) return true;
  }
  return false;
}

/// The first day that matches, from `day` on: at most eight years later, over 2100.
constexpr std::chrono::sys_days Cron::first_day(std::chrono::sys_days day) const noexcept {
  while (true) {
    const Date date(day);
    if (!has(month_, static_cast<unsigned>(date.month()))) {
      const Date next = date.year() / date.month() / 1 + std::chrono::months(1);
      day = std::chrono::sys_days(next);
    } else if (matches(day, date)) {
      return day;
    } else {
      day += std::chrono::days(1);
    }
  }
}

/// The first second of a day that matches, from `second` on; seconds_per_day if none is left.
constexpr int Cron::first_second(int second) const noexcept {
  for (int minute = second / 60; minute < seconds_per_day / 60; ++minute) {
    if (!has(hrs_, static_cast<unsigned>(minute / 60))) {
      minute = minute / 60 * 60 + 59;
      continue;
    }
    if (!has(mins_, static_cast<unsigned>(minute % 60))) continue;
    for (int s = minute == second / 60 ? second % 60 : 0; s < 60; ++s) {
      if (has(secs_, static_cast<unsigned>(s))) return minute * 60 + s;
    }
  }
  return seconds_per_day;
}

constexpr WallSeconds Cron::operator()(WallSeconds now) const noexcept {
  if (!is_possible_) return never;
  using std::chrono::days;
  using std::chrono::sys_days;
  const WallSeconds rest = now % seconds_per_day;
  const WallSeconds second = rest < 0 ? rest + seconds_per_day : rest;
  const sys_days today{days((now - second) / seconds_per_day)};
  sys_days day = first_day(today);
  int at = first_second(day == today ? static_cast<int>(second) : 0);
  if (at == seconds_per_day) {
    day = first_day(today + days(1));
    at = first_second(0);
  }
  return WallSeconds{day.time_since_epoch().count()} * seconds_per_day + at - now;
}

}  // namespace uasyncio
