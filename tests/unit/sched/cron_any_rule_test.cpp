// SPDX-License-Identifier: MIT
// Rules of any kind by seed, from any instant, against a search that looks at one day and one
// second after the other, and is written from the sentences of the documentation.
#include "uasyncio/sched/cron.hpp"
#include "uasyncio/testing/chance.hpp"

#include <gtest/gtest.h>
#include <set>
#include <string>
#include <vector>

using namespace uasyncio;
using uasyncio::testing::Chance;

namespace cron_any_rule {
namespace {

constexpr WallSeconds day_s = 86'400;
constexpr int years = 180;
constexpr WallSeconds begin_day = -7'305;  // 1 January 1950, a Sunday

struct Day {
  int month;
  int day;
  int weekday;
};

std::vector<Day> calendar() {
  constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  std::vector<Day> days;
  for (int year = 1950; year != 1950 + years; ++year) {
    const bool is_leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
    for (int month = 1; month <= 12; ++month) {
      const int length = lengths[month - 1] + (month == 2 && is_leap ? 1 : 0);
      for (int day = 1; day <= length; ++day) {
        days.push_back({month, day, static_cast<int>((days.size() + 6) % 7)});
      }
    }
  }
  return days;
}

/// A field as `cron` gets it, and its values; without values it is any.
struct AnyField {
  CronField field = any;
  std::set<int> values;

  bool is_any() const { return values.empty(); }
  bool has(int value) const { return is_any() || values.count(value) != 0; }
};

/// The values are at most `most`, those of `every` at most `greatest`.
AnyField any_field(Chance& chance, int least, int most, int greatest) {
  const auto number = [&] { return static_cast<int>(chance.between(least, most)); };
  switch (chance.next() % 6) {
    case 0: return {};
    case 1: {
      const int value = number();
      return {value, {value}};
    }
    case 2: {
      const int a = number(), b = number(), c = number();
      return {{a, b, c}, {a, b, c}};
    }
    case 3: {
      const int first = number();
      const int last = static_cast<int>(chance.between(first, most));
      const int step = static_cast<int>(chance.between(1, 9));
      AnyField result{range(first, last + 1, step), {}};
      for (int value = first; value <= last; value += step) result.values.insert(value);
      return result;
    }
    case 4: {
      const int step = static_cast<int>(chance.between(1, most));
      AnyField result{every(step), {}};
      for (int value = 0; value <= greatest; value += step) {
        if (value >= least) result.values.insert(value);
      }
      return result;
    }
    default: {
      const int a = number(), b = number();
      return {{a, b}, {a, b}};
    }
  }
}

AnyField any_field(Chance& chance, int least, int most) {
  return any_field(chance, least, most, most);
}

struct AnyRule {
  explicit AnyRule(Chance& chance)
      : secs(any_field(chance, 0, 59)),
        mins(any_field(chance, 0, 59)),
        hrs(any_field(chance, 0, 23)),
        mday(any_field(chance, 1, chance.one_in(2) ? 22 : 31, 31)),
        month(any_field(chance, 1, 12)),
        wday(any_field(chance, 0, 6)) {}

  Cron cron() const {
    return uasyncio::cron({.secs = secs.field,
                           .mins = mins.field,
                           .hrs = hrs.field,
                           .mday = mday.field,
                           .month = month.field,
                           .wday = wday.field});
  }
  /// "mday with wday is the first such weekday on or after mday", in that month.
  bool is_first_weekday(const std::vector<Day>& days, std::size_t at) const {
    for (const int wanted : mday.values) {
      const int behind = days[at].day - wanted;
      if (behind < 0) continue;
      bool is_first = wday.has(days[at].weekday);
      for (int back = 1; back <= behind; ++back) {
        if (wday.has(days[at - static_cast<std::size_t>(back)].weekday)) is_first = false;
      }
      if (is_first) return true;
    }
    return false;
  }
  bool has_day(const std::vector<Day>& days, std::size_t at) const {
    if (!month.has(days[at].month)) return false;
    if (mday.is_any()) return wday.has(days[at].weekday);
    return wday.is_any() ? mday.has(days[at].day) : is_first_weekday(days, at);
  }
  bool has_second(int second) const {
    return hrs.has(second / 3'600) && mins.has(second / 60 % 60) && secs.has(second % 60);
  }

  AnyField secs, mins, hrs, mday, month, wday;
};

/// Seconds from `now` on; -1 if there is none in nine years.
WallSeconds search(const AnyRule& rule, const std::vector<Day>& days, WallSeconds now) {
  const WallSeconds since = now - begin_day * day_s;
  auto day = static_cast<std::size_t>(since / day_s);
  auto second = static_cast<int>(since % day_s);
  for (std::size_t n = 0; n != 9 * 366; ++n, ++day, second = 0) {
    if (!rule.has_day(days, day)) continue;
    for (; second != day_s; ++second) {
      if (!rule.has_second(second)) continue;
      return static_cast<WallSeconds>(day) * day_s + second - since;
    }
  }
  return -1;
}

TEST(CronOfAnyKind, AgreesWithANaiveSearch) {
  const std::vector<Day> days = calendar();
  Chance chance(20261129);
  unsigned found = 0, impossible = 0;
  for (int n = 0; n != 1'500; ++n) {
    SCOPED_TRACE(n);
    const AnyRule rule(chance);
    const Cron cron = rule.cron();
    const bool has_late_day =
        !rule.wday.is_any() && !rule.mday.is_any() && *rule.mday.values.rbegin() > 22;
    for (int times = 0; times != 3; ++times) {
      const WallSeconds day = begin_day + chance.between(40, (years - 10) * 365);
      const WallSeconds now = day * day_s + chance.between(0, day_s - 1);
      if (!cron.is_possible()) {
        ++impossible;
        ASSERT_TRUE(has_late_day || search(rule, days, now) == -1);
        continue;
      }
      ++found;
      ASSERT_FALSE(has_late_day);
      ASSERT_EQ(cron(now), search(rule, days, now)) << now;
      ASSERT_EQ(cron(now + cron(now)), 0) << "it is one";
    }
  }
  EXPECT_GT(found, 3'000u);
  EXPECT_GT(impossible, 100u);
}

}  // namespace
}  // namespace cron_any_rule
