// SPDX-License-Identifier: MIT
// Fields of any kind by seed, mostly impossible ones: a rule is refused, or its time is the next
// one of all its fields.
#include "uasyncio/sched/cron.hpp"
#include "uasyncio/testing/chance.hpp"

#include <cstdlib>
#include <gtest/gtest.h>

namespace cron_fuzz {

using namespace uasyncio;
using uasyncio::testing::Chance;

namespace {

constexpr std::int64_t day_s = 86'400;

int any_number(Chance& chance, int least, int most) {
  const int beyond = chance.one_in(8) ? 80 : 0;
  return static_cast<int>(chance.between(least - beyond, most + beyond));
}

CronField any_field(Chance& chance, int least, int most) {
  const int a = any_number(chance, least, most);
  const int b = any_number(chance, least, most);
  switch (chance.next() % 5) {
    case 0: return a;
    case 1: return {a, b};
    case 2: return every(a);
    case 3: return range(a, b, any_number(chance, 1, 9));
    default: return any;
  }
}

bool has(const CronField& field, int least, int most, unsigned value) {
  return (field.values(least, most) >> value & 1) != 0;
}

/// Whether the instant has a value of each field; of `mday` only where `wday` is free.
bool fits(const CronTimes& times, WallSeconds now) {
  using namespace std::chrono;
  const std::int64_t second = (now % day_s + day_s) % day_s;
  const sys_days day{days((now - second) / day_s)};
  const year_month_day date(day);
  const auto is_in = [](const CronField& field, int least, int most, std::int64_t value) {
    return has(field, least, most, static_cast<unsigned>(value));
  };
  return is_in(times.secs, 0, 59, second % 60) && is_in(times.mins, 0, 59, second / 60 % 60) &&
         is_in(times.hrs, 0, 23, second / 3'600) &&
         has(times.month, 1, 12, static_cast<unsigned>(date.month())) &&
         has(times.wday, 0, 6, weekday(day).iso_encoding() - 1) &&
         (!times.wday.is_any() || has(times.mday, 1, 31, static_cast<unsigned>(date.day())));
}

TEST(CronFuzz, AnyFieldsAreRefusedOrGiveTheNextTimeOfAll) {
  const char* const rounds = std::getenv("UASYNCIO_FUZZ_ROUNDS");
  const long long count = rounds != nullptr ? std::atoll(rounds) : 20'000;
  Chance chance(20261130);
  long long possible = 0;
  for (long long n = 0; n != count; ++n) {
    const CronTimes times{.secs = any_field(chance, 0, 59),
                          .mins = any_field(chance, 0, 59),
                          .hrs = any_field(chance, 0, 23),
                          .mday = any_field(chance, 1, 31),
                          .month = any_field(chance, 1, 12),
                          .wday = any_field(chance, 0, 6)};
    const Cron rule = cron(times);
    const WallSeconds now = chance.between(-40'000, 60'000) * day_s + chance.between(0, day_s - 1);
    const WallSeconds wait = rule(now);
    if (!rule.is_possible()) {
      ASSERT_EQ(wait, Cron::never) << n;
      continue;
    }
    ++possible;
    ASSERT_GE(wait, 0) << n;
    ASSERT_TRUE(fits(times, now + wait)) << n;
    ASSERT_EQ(rule(now + wait), 0) << n;
    const WallSeconds before = chance.between(0, wait);
    ASSERT_EQ(rule(now + before), wait - before) << n << ": nothing comes before it";
  }
  EXPECT_GT(possible, count / 50);
  EXPECT_LT(possible, count * 9 / 10);
}

}  // namespace
}  // namespace cron_fuzz
