// SPDX-License-Identifier: MIT
#include "uasyncio/sched/schedule_state.hpp"

#include <gtest/gtest.h>
#include <random>

using namespace uasyncio;

namespace {

constexpr std::int64_t one_s = 1'000'000;

/// A state at wall one_s `start`, whose loop's clock began elsewhere.
struct Watch {
  explicit Watch(const CronTimes& times, std::int64_t start_s = 0)
      : wall_us(start_s * one_s), state(cron(times), wall_us, now) {}

  /// The loop looks again after `us`, while the clock on the wall moved by `wall` more.
  ScheduleState::Step after(std::int64_t us, std::int64_t jump_us = 0) {
    now += static_cast<Time>(us);
    wall_us += us + jump_us;
    return state.step(wall_us, now);
  }

  Time now = 77'000'000;
  std::int64_t wall_us;
  ScheduleState state;
};

const CronTimes each_minute{.mins = any, .hrs = any};

TEST(ScheduleState, ATimeThatIsNowComesAtOnceAndOnce) {
  Watch watch(each_minute);
  EXPECT_EQ(watch.after(0).due, 1u);
  EXPECT_EQ(watch.after(one_s / 2).due, 0u);
  EXPECT_EQ(watch.after(0).wait, 59'500'000u);
}

TEST(ScheduleState, ALoopThatIsLateMissesNoTime) {
  Watch watch(each_minute, 30);
  EXPECT_EQ(watch.after(0).due, 0u);
  EXPECT_EQ(watch.after(10 * 60 * one_s).due, 10u);
  EXPECT_EQ(watch.after(30 * one_s - 1).due, 0u);
  EXPECT_EQ(watch.after(1).due, 1u);
}

TEST(ScheduleState, TimesThatTheClockSkipsComeAsOne) {
  Watch watch(each_minute, 30);
  watch.after(0);
  EXPECT_EQ(watch.after(one_s, 3'600 * one_s).due, 1u);
  EXPECT_EQ(watch.after(2 * 60 * one_s, 3'600 * one_s).due, 3u) << "two were late, and the gap";
  EXPECT_EQ(watch.after(0, 20 * one_s).due, 0u) << "none of them is in this gap";
}

TEST(ScheduleState, TimesThatTheClockRepeatsDoNotComeAgain) {
  Watch watch(each_minute, 7'230);
  watch.after(0);
  EXPECT_EQ(watch.after(one_s, -3'600 * one_s).due, 0u);
  EXPECT_EQ(watch.after(3'600 * one_s).due, 0u);
  EXPECT_EQ(watch.after(60 * one_s).due, 1u);
}

TEST(ScheduleState, AClockThatWasWrongBeginsAnew) {
  Watch watch(each_minute, 1'000'000'030);
  watch.after(0);
  EXPECT_EQ(watch.after(one_s, -900'000'000 * one_s).due, 0u);
  EXPECT_EQ(watch.after(60 * one_s).due, 1u);
}

TEST(ScheduleState, LooksAgainAfter1000SecondsAtTheLatest) {
  Watch watch({.mday = 29, .month = 2}, 86'400);
  EXPECT_EQ(watch.after(0).wait, ScheduleState::longest_wait);
}

TEST(ScheduleState, SmallDifferencesOfTheClocksAreNoJumps) {
  Watch watch(each_minute);
  std::uint32_t due = watch.after(0).due;
  for (int n = 0; n != 600; ++n) {
    due += watch.after(100 * one_s, n % 2 == 0 ? one_s : -one_s).due;
  }
  EXPECT_EQ(due, 1'001u);
}

TEST(ScheduleState, CountsEveryTimeHoweverTheLoopLooks) {
  std::mt19937 random(4711);
  for (int round = 0; round != 200; ++round) {
    const CronTimes times{
        .secs = {0, 20}, .mins = every(static_cast<int>(random() % 50 + 1)), .hrs = any};
    const std::int64_t start = random() % 100'000;
    Watch watch(times, start);
    std::uint32_t due = watch.after(0).due;
    for (int n = 0; n != 100; ++n) due += watch.after(random() % (200 * one_s)).due;
    std::uint32_t naive = 0;
    for (std::int64_t s = start; s <= watch.wall_us / one_s; ++s) naive += cron(times)(s) == 0;
    ASSERT_EQ(due, naive) << "round " << round;
  }
}

}  // namespace
