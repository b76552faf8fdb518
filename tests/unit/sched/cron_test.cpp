// SPDX-License-Identifier: MIT
#include "uasyncio/sched/cron.hpp"

#include <gtest/gtest.h>
#include <vector>

using namespace uasyncio;

namespace {

constexpr WallSeconds at(int year, int month, int day, int hour = 0, int minute = 0,
                         int second = 0) {
  using namespace std::chrono;
  const sys_days date(std::chrono::year(year) / month / day);
  return WallSeconds{date.time_since_epoch().count()} * 86'400 + hour * 3600 + minute * 60 + second;
}

/// The next time from `now` on, as the instant.
WallSeconds next(const CronTimes& times, WallSeconds now) { return now + cron(times)(now); }

TEST(Cron, HasTheOriginalsVectors) {
  const WallSeconds now = at(2020, 7, 30, 3);  // a Thursday
  EXPECT_EQ(next({.mins = 5, .hrs = {1, 2}, .wday = 4}, now), at(2020, 7, 31, 1, 5));
  EXPECT_EQ(next({.mins = 5, .hrs = {1, 2}}, now), at(2020, 7, 31, 1, 5));
  EXPECT_EQ(next({.mins = 5, .wday = 4}, now), at(2020, 7, 31, 3, 5));
  EXPECT_EQ(next({.mins = 58, .hrs = {5, 23}}, now), at(2020, 7, 30, 5, 58));
  EXPECT_EQ(next({.month = 1, .wday = 6}, now), at(2021, 1, 3, 3));
  EXPECT_EQ(next({.mday = 20, .month = 2}, now), at(2021, 2, 20, 3));
  EXPECT_EQ(next({.mins = 30, .hrs = 1, .mday = 25, .month = 12}, now), at(2020, 12, 25, 1, 30));
  EXPECT_EQ(next({.secs = 15, .mins = 5, .hrs = 23, .month = 12, .wday = 6}, now),
            at(2020, 12, 6, 23, 5, 15));
  EXPECT_EQ(next({.month = 10}, now), at(2020, 10, 1, 3));
  EXPECT_EQ(next({.hrs = 9, .month = 7}, now), at(2020, 7, 30, 9));
  EXPECT_EQ(next({.mday = 8, .month = 2, .wday = 6}, now), at(2021, 2, 14, 3));
  EXPECT_EQ(next({.mday = 22, .month = 2, .wday = 6}, now), at(2021, 2, 28, 3));
  EXPECT_EQ(next({.mins = 59, .hrs = 1, .month = {7, 10}}, at(2020, 7, 31, 3)),
            at(2020, 10, 1, 1, 59));
  EXPECT_EQ(next({.mday = 1, .month = {7, 1}}, now), at(2021, 1, 1, 3));
  EXPECT_EQ(next({.month = {7, 3}, .wday = {2, 6}}, now), at(2021, 3, 3, 3));
  EXPECT_EQ(next({.mins = 5, .hrs = {1, 2}, .wday = 5}, at(2020, 2, 28, 23)),
            at(2020, 2, 29, 1, 5));
}

TEST(Cron, FindsTheNextTimeOfAListToo) {
  EXPECT_EQ(cron()(at(2020, 7, 30, 3, 0, 1)), 86'399);
  EXPECT_EQ(next({.mins = every(15)}, at(2020, 7, 30, 3, 7, 5)), at(2020, 7, 30, 3, 15));
  EXPECT_EQ(next({.mins = 59, .hrs = 1, .month = {2, 7, 10}}, at(2020, 7, 31, 9)),
            at(2020, 10, 1, 1, 59));
  EXPECT_EQ(cron({.mins = any, .hrs = any})(at(2020, 7, 30, 23, 59, 59)), 1);
}

TEST(Cron, ARangeIsPythons) {
  EXPECT_EQ(next({.hrs = range(8, 18)}, at(2020, 7, 30, 7)), at(2020, 7, 30, 8));
  EXPECT_EQ(next({.hrs = range(8, 18)}, at(2020, 7, 30, 17, 0, 1)), at(2020, 7, 31, 8));
  EXPECT_EQ(next({.mins = range(5, 60, 20)}, at(2020, 7, 30, 3, 6)), at(2020, 7, 30, 3, 25));
  EXPECT_EQ(next({.mins = range(5, 60, 20)}, at(2020, 7, 30, 3, 46)), at(2020, 7, 31, 3, 5));
  for (const CronField field : {range(5, 5), range(6, 5), range(-1, 5), range(0, 61),
                                range(0, 5, 0), range(0, 5, -1), range(0, 2'147'483'647)}) {
    EXPECT_FALSE(cron({.mins = field}).is_possible());
  }
  EXPECT_FALSE(cron({.hrs = range(8, 25)}).is_possible());
  EXPECT_FALSE(cron({.mday = range(0, 5)}).is_possible());
  EXPECT_TRUE(cron({.mins = range(0, 60, 2'147'483'647)}).is_possible());
  static_assert(cron({.mins = range(0, 60, 15), .hrs = any})(1) == 15 * 60 - 1);
}

TEST(Cron, ATimeThatMatchesNowIsNow) {
  EXPECT_EQ(cron()(at(2020, 7, 30, 3)), 0);
  EXPECT_EQ(cron({.secs = any, .mins = any, .hrs = any})(12'345), 0);
}

TEST(Cron, AWeekdayInTheCurrentMonthIsTheRightOne) {
  EXPECT_EQ(next({.mday = 8, .wday = 6}, at(2021, 2, 3)), at(2021, 2, 14, 3));
}

TEST(Cron, AMonthThatLacksTheDayIsLeftOut) {
  EXPECT_EQ(next({.mday = 31}, at(2021, 4, 1)), at(2021, 5, 31, 3));
  EXPECT_EQ(next({.mday = 30}, at(2021, 1, 31, 4)), at(2021, 3, 30, 3));
  EXPECT_EQ(next({.mday = 29, .month = 2}, at(2021, 1, 1)), at(2024, 2, 29, 3));
  EXPECT_EQ(next({.mday = 29, .month = 2}, at(2097, 1, 1)), at(2104, 2, 29, 3));
}

TEST(Cron, AnImpossibleRuleIsTold) {
  const CronTimes impossible[] = {{.mday = 30, .month = 2},
                                  {.mday = 31, .month = {4, 6, 9, 11}},
                                  {.secs = 60},
                                  {.mins = -1},
                                  {.hrs = 24},
                                  {.mday = 0},
                                  {.mday = {0, 5}},
                                  {.month = {0, 5}},
                                  {.month = 13},
                                  {.wday = 7},
                                  {.mday = 23, .wday = 6},
                                  {.mins = every(0)},
                                  {.mins = every(60)}};
  for (const CronTimes& times : impossible) {
    EXPECT_FALSE(cron(times).is_possible());
    EXPECT_EQ(cron(times).error(), Error::value);
    EXPECT_EQ(cron(times)(0), Cron::never);
  }
  EXPECT_TRUE(cron({.mday = 22, .wday = 6}).is_possible());
  EXPECT_EQ(cron().error(), Error::none);
}

TEST(Cron, AConstantRuleIsCheckedByTheCompiler) {
  constexpr Cron quarter = cron({.mins = every(15), .hrs = any});
  static_assert(quarter(at(2020, 7, 30, 3, 1)) == 14 * 60);
  static_assert(cron({.mday = 8, .wday = 6})(at(2021, 2, 3, 3)) == 11 * 86'400);
}

TEST(Cron, TimesBefore1970AreTimesToo) {
  EXPECT_EQ(next({}, -1), at(1970, 1, 1, 3));
  EXPECT_EQ(next({}, at(1969, 12, 31, 3)), at(1969, 12, 31, 3));
}

/// The calendar in the plainest way: day after day.
struct NaiveDay {
  int year = 2000;
  int month = 1;
  int day = 1;
  int weekday = 5;  // 1 January 2000 was a Saturday

  int length() const {
    if (month == 2) return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }
  void step() {
    weekday = (weekday + 1) % 7;
    if (++day > length()) {
      day = 1;
      if (++month > 12) {
        month = 1;
        ++year;
      }
    }
  }
};

struct NaiveRule {
  std::vector<int> mdays;  // empty: any
  std::vector<int> months;
  std::vector<int> weekdays;

  static bool has(const std::vector<int>& values, int value) {
    for (const int each : values) {
      if (each == value) return true;
    }
    return values.empty();
  }
  /// "mday with wday is the first such weekday on or after mday."
  bool is_first_weekday(const NaiveDay& date) const {
    for (const int mday : mdays) {
      NaiveDay probe = date;  // go back to mday, then on to the first such weekday
      probe.weekday = (date.weekday - (date.day - mday) % 7 + 14) % 7;
      probe.day = mday;
      while (!has(weekdays, probe.weekday)) {
        ++probe.day;
        probe.weekday = (probe.weekday + 1) % 7;
      }
      if (probe.day == date.day) return true;
    }
    return false;
  }
  bool matches(const NaiveDay& date) const {
    if (!has(months, date.month)) return false;
    if (mdays.empty()) return has(weekdays, date.weekday);
    return weekdays.empty() ? has(mdays, date.day) : is_first_weekday(date);
  }
};

constexpr int all_days = 146'097;   // the calendar repeats after 400 years
constexpr int usual_days = 10'227;  // where no century comes between, after 28

/// From each `step`th day since 2000, the next time is that of the next day that the rule has.
void expect_agreement(int days, int step, const CronTimes& times, const NaiveRule& naive) {
  constexpr int longest_wait = 8 * 366;
  const Cron rule = cron(times);
  ASSERT_TRUE(rule.is_possible());
  const int end = days + longest_wait;
  std::vector<bool> matching;
  NaiveDay date;
  for (int n = 0; n != end; ++n, date.step()) matching.push_back(naive.matches(date));
  const WallSeconds start = at(2000, 1, 1);
  int next = end;
  for (int n = end - 1; n >= 0; --n) {
    if (matching[static_cast<std::size_t>(n)]) next = n;
    if (next == end || n >= days || n % step != 0) continue;
    const WallSeconds now = start + n * 86'400LL;
    ASSERT_EQ(now + rule(now), start + next * 86'400LL + 3 * 3600) << "day " << n;
  }
}

TEST(Cron, AgreesWithANaiveSearchOver400Years) {
  expect_agreement(all_days, 11, {.mday = 29, .month = 2}, {{29}, {2}, {}});
  expect_agreement(all_days, 11, {.mday = {1, 15, 22}, .wday = {0, 3}}, {{1, 15, 22}, {}, {0, 3}});
}

TEST(Cron, AgreesWithANaiveSearchOver28Years) {
  expect_agreement(usual_days, 1, {}, {});
  expect_agreement(usual_days, 1, {.mday = 31}, {{31}, {}, {}});
  expect_agreement(usual_days, 1, {.wday = {1, 6}}, {{}, {}, {1, 6}});
  expect_agreement(usual_days, 1, {.mday = 8, .wday = 6}, {{8}, {}, {6}});
  expect_agreement(usual_days, 1, {.mday = {2, 3, 4}, .month = {2, 12}, .wday = 4},
                   {{2, 3, 4}, {2, 12}, {4}});
  expect_agreement(usual_days, 1, {.mday = {1, 30}, .month = {2, 4}}, {{1, 30}, {2, 4}, {}});
}

TEST(Cron, AgreesWithANaiveSearchInEachSecondOfADay) {
  const Cron rule = cron({.secs = {0, 7, 59}, .mins = {0, 29, 59}, .hrs = {0, 7, 22}});
  WallSeconds next = 86'400;
  for (int second = 86'399; second >= 0; --second) {
    const int hour = second / 3600;
    const int minute = second / 60 % 60;
    const int rest = second % 60;
    const bool matches = (hour == 0 || hour == 7 || hour == 22) &&
                         (minute == 0 || minute == 29 || minute == 59) &&
                         (rest == 0 || rest == 7 || rest == 59);
    if (matches) next = second;
    ASSERT_EQ(rule(second), next - second) << second;
  }
}

}  // namespace
