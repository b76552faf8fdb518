// SPDX-License-Identifier: MIT
#include "uasyncio/sched/schedule.hpp"

#include "tests/support/scenario.hpp"
#include "uasyncio/testing/chance.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::LoopClock;
using asyncio::WallSeconds;

namespace {

constexpr std::int64_t second = 1'000'000;

constexpr asyncio::Cron at_each_minute = asyncio::cron({.mins = asyncio::any, .hrs = asyncio::any});
constexpr asyncio::Cron even_minutes =
    asyncio::cron({.mins = asyncio::every(2), .hrs = asyncio::any});

asyncio::ScheduleOptions times(unsigned count) { return asyncio::ScheduleOptions{.times = count}; }

std::string time_of_day(WallSeconds wall) {
  char text[16];
  std::snprintf(text, sizeof text, "%d:%02d", static_cast<int>(wall / 3600 % 24),
                static_cast<int>(wall / 60 % 60));
  return text;
}

TEST(Schedule, CallsAFunctionAtItsTimesAndEnds) {
  EXPECT_EQ(played([]() -> Coro<> {
              LoopClock clock(30 * second);
              co_await asyncio::schedule(clock, even_minutes, [] { say(now_ms()); }, times(3));
            }),
            "90000 210000 330000 ok");
}

TEST(Schedule, ACoroutineFunctionBecomesATaskThatDoesNotDelayTheNextTime) {
  EXPECT_EQ(played([]() -> Coro<> {
              LoopClock clock(30 * second);
              co_await asyncio::schedule(
                  clock, at_each_minute,
                  []() -> Coro<> {
                    say("begins");
                    co_await asyncio::sleep(70);
                    say("ends");
                  },
                  times(2));
              co_await asyncio::sleep(100);
            }),
            "begins begins ends ends ok");
}

TEST(Schedule, AnImpossibleRuleFails) {
  EXPECT_EQ(played([]() -> Coro<> {
              LoopClock clock(0);
              const asyncio::Cron impossible = asyncio::cron({.mday = 30, .month = 2});
              const auto result = co_await asyncio::as_result(
                  asyncio::schedule(clock, impossible, [] { say("never"); }));
              say(result.error().name());
            }),
            "ValueError ok");
}

TEST(Schedule, OfASequenceNoTimeIsLostWhileNobodyWaits) {
  EXPECT_EQ(played([]() -> Coro<> {
              LoopClock clock(30 * second);
              asyncio::Sequence minutes(clock, at_each_minute);
              for (int n = 0; n != 4; ++n) {
                say(time_of_day(co_await minutes.next()));
                if (n == 0) co_await asyncio::sleep(125);
              }
            }),
            "0:01 0:03 0:03 0:04 ok");
}

TEST(Schedule, ACancelledWaitLosesNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              LoopClock clock(30 * second);
              asyncio::Sequence minutes(clock, at_each_minute);
              say(co_await error_of(asyncio::wait_for_ms(minutes.next(), 29'999)));
              co_await asyncio::sleep(1);
              say(time_of_day(co_await minutes.next()));
            }),
            "TimeoutError 0:01 ok");
}

TEST(Schedule, AClockThatIsSetIsSeenWithin1000Seconds) {
  EXPECT_EQ(played([]() -> Coro<> {
              LoopClock clock(0);
              const auto task = asyncio::create_task(
                  [](LoopClock& set) -> Coro<> {
                    co_await asyncio::sleep(60);
                    set.set(4 * 3'600 * second);  // over 3:00
                  },
                  std::ref(clock));
              asyncio::Sequence daily(clock, asyncio::cron());
              say(time_of_day(co_await daily.next()), now_ms());
            }),
            "4:15 1000000 ok");
}

TEST(Schedule, AClockThatIsSetByDecadesCostsALookAndNotABillion) {
  EXPECT_EQ(played([]() -> Coro<> {
              LoopClock clock(0);  // nobody has set it yet
              asyncio::Sequence seconds(
                  clock,
                  asyncio::cron({.secs = asyncio::any, .mins = asyncio::any, .hrs = asyncio::any}));
              co_await seconds.next();
              const WallSeconds now_s = 1'795'953'600;
              clock.set(now_s * second);
              for (int n = 0; n != 3; ++n) {
                const WallSeconds wall = co_await seconds.next();
                say(wall - now_s);
              }
              clock.set(0);
              const WallSeconds wall = co_await seconds.next();
              say(wall);
            }),
            "0 1 2 0 ok");
}

/// Local time is ahead by an hour between two instants.
struct SummerClock {
  LoopClock utc;
  std::int64_t begin_s;
  std::int64_t end_s;

  std::int64_t utc_us() const { return utc.utc_us(); }
  std::int32_t offset_s(std::int64_t utc_s) const {
    return utc_s >= begin_s && utc_s < end_s ? 3'600 : 0;
  }
};

/// Each half hour from midnight on, with what UTC was.
Coro<> half_hours(SummerClock& clock, int count) {
  asyncio::Sequence sequence(clock, asyncio::cron({.mins = {0, 30}, .hrs = asyncio::any}));
  for (int n = 0; n != count; ++n) {
    const WallSeconds wall = co_await sequence.next();
    say(time_of_day(wall), "=", time_of_day(clock.utc_us() / second));
  }
}

TEST(Schedule, InSpringTheSkippedTimesComeAsOneAtTheFirstSecondBehindTheGap) {
  EXPECT_EQ(played([]() -> Coro<> {
              SummerClock clock{LoopClock(5'000 * second), 7'200, 99'999};
              co_await half_hours(clock, 4);
            }),
            "1:30 = 1:30 3:00 = 2:00 3:30 = 2:30 4:00 = 3:00 ok");
}

TEST(Schedule, InAutumnTheRepeatedTimesDoNotComeAgain) {
  EXPECT_EQ(played([]() -> Coro<> {
              SummerClock clock{LoopClock(5'000 * second), 0, 7'200};
              co_await half_hours(clock, 4);
            }),
            "2:30 = 1:30 3:00 = 3:00 3:30 = 3:30 4:00 = 4:00 ok");
}

constexpr asyncio::Cron at_quarters =
    asyncio::cron({.mins = asyncio::every(15), .hrs = asyncio::any});

TEST(ScheduleOfMany, CallsEachAtItsTimesAndInTheirOrderIfTogether) {
  EXPECT_EQ(played([]() -> Coro<> {
              LoopClock clock(30 * second);
              asyncio::ScheduleEntry entries[] = {
                  {even_minutes, [](const char* what) { say(what, now_ms()); }, "even"},
                  {at_each_minute, [] { say("each", now_ms()); }}};
              say(co_await error_of(asyncio::wait_for(asyncio::schedule(clock, entries), 220)));
            }),
            "each 30000 even 90000 each 90000 each 150000 even 210000 each 210000 TimeoutError ok");
}

TEST(ScheduleOfMany, ACoroutineFunctionBecomesATaskThatOutlivesIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              LoopClock clock(30 * second);
              asyncio::ScheduleEntry entries[] = {{at_each_minute, []() -> Coro<> {
                                                     say("begins");
                                                     co_await asyncio::sleep(70);
                                                     say("ends");
                                                   }}};
              say(co_await error_of(asyncio::wait_for(asyncio::schedule(clock, entries), 91)));
              co_await asyncio::sleep(100);
            }),
            "begins begins TimeoutError ends ends ok");
}

TEST(ScheduleOfMany, AnImpossibleRuleFailsBeforeAnythingIsCalled) {
  EXPECT_EQ(played([]() -> Coro<> {
              LoopClock clock(0);
              const asyncio::Cron impossible = asyncio::cron({.mday = 30, .month = 2});
              asyncio::ScheduleEntry entries[] = {{at_each_minute, [] { say("never"); }},
                                                  {impossible, [] { say("never"); }}};
              say(co_await error_of(asyncio::schedule(clock, entries)));
            }),
            "ValueError ok");
}

TEST(ScheduleOfMany, OfALongStepNoTimeIsLost) {
  EXPECT_EQ(played([]() -> Coro<> {
              LoopClock clock(30 * second);
              int minutes = 0, quarters = 0;
              asyncio::ScheduleEntry entries[] = {{at_each_minute, [&] { ++minutes; }},
                                                  {at_quarters, [&] { ++quarters; }}};
              const asyncio::OwnedTask<> task = asyncio::create_task(
                  asyncio::schedule(clock, std::span<asyncio::ScheduleEntry>(entries)));
              co_await asyncio::sleep(1);
              sim()->work_ms(3'600'000);
              co_await asyncio::sleep_ms(1);
              say(minutes, quarters);
            }),
            "60 4 ok");
}

TEST(ScheduleOfMany, WithoutEntriesItOnlyWaits) {
  EXPECT_EQ(played([]() -> Coro<> {
              LoopClock clock(0);
              say(co_await error_of(asyncio::wait_for(
                  asyncio::schedule(clock, std::span<asyncio::ScheduleEntry>()), 5'000)));
            }),
            "TimeoutError ok");
}

TEST(ScheduleOfMany, CancelledAtAnyTimeItMayBeginAgain) {
  for (int ms = 0; ms <= 61'000; ms += 500) {
    SCOPED_TRACE(ms);
    EXPECT_EQ(played([ms]() -> Coro<> {
                LoopClock clock(30 * second);
                int calls = 0;
                asyncio::ScheduleEntry entries[] = {{at_each_minute, [&] { ++calls; }},
                                                    {even_minutes, [&] { ++calls; }}};
                auto task = asyncio::create_task(
                    asyncio::schedule(clock, std::span<asyncio::ScheduleEntry>(entries)));
                co_await asyncio::sleep_ms(ms);
                co_await asyncio::cancel_and_wait(task);
                const int before = calls;
                co_await asyncio::sleep(120);
                EXPECT_EQ(calls, before) << "nobody calls any more";
                clock.set(30 * second);
                (void)co_await asyncio::as_result(
                    asyncio::wait_for(asyncio::schedule(clock, entries), 120));
                say(calls - before);
              }),
              "3 ok");
  }
}

/// A day of blocks and cancels by chance: every time of the rules comes, once.
TEST(ScheduleOfMany, ADayOfBlocksLosesNoTimeAndDoublesNone) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE(seed);
    played([seed]() -> Coro<> {
      asyncio::testing::Chance chance(seed);
      const auto any_time = [&chance] {
        return asyncio::cron({.secs = static_cast<int>(chance.between(0, 59)),
                              .mins = asyncio::every(static_cast<int>(chance.between(1, 30))),
                              .hrs = asyncio::any});
      };
      const asyncio::Cron rules[] = {any_time(), any_time(), any_time()};
      const std::int64_t begin_s = static_cast<std::int64_t>(chance.between(0, 2'000'000'000));
      LoopClock clock(begin_s * second);
      int calls[3] = {}, taken = 0;
      asyncio::ScheduleEntry entries[] = {{rules[0], [](int* n) { ++*n; }, &calls[0]},
                                          {rules[1], [](int* n) { ++*n; }, &calls[1]},
                                          {rules[2], [](int* n) { ++*n; }, &calls[2]}};
      asyncio::Sequence sequence(clock, rules[0]);
      const asyncio::OwnedTask<> task = asyncio::create_task(
          asyncio::schedule(clock, std::span<asyncio::ScheduleEntry>(entries)));
      while (now_ms() < 24 * 3'600'000ull) {
        if (chance.one_in(3)) sim()->work_ms(chance.between(1, 400'000));
        const auto result = co_await asyncio::as_result(
            asyncio::wait_for_ms(sequence.next(), static_cast<int>(chance.between(1, 400'000))));
        if (result) ++taken;
      }
      for (bool is_left = true; is_left; taken += is_left ? 1 : 0) {
        const auto result = co_await asyncio::as_result(asyncio::wait_for_ms(sequence.next(), 1));
        is_left = static_cast<bool>(result);
      }
      const WallSeconds now_s = clock.utc_us() / second;
      for (int n = 0; n != 3; ++n) {
        int expected = 0;
        for (WallSeconds at = begin_s; (at += rules[n](at)) <= now_s; ++at) ++expected;
        EXPECT_EQ(calls[n], expected) << n;
        if (n == 0) {
          EXPECT_EQ(taken, expected);
        }
      }
    });
  }
}

/// Against one task for each rule: the same times, over a year, with a clock that is set.
TEST(ScheduleOfMany, CallsWhatATaskForEachRuleCalls) {
  const auto script = [](bool in_one) {
    return played([in_one]() -> Coro<> {
      static constexpr asyncio::Cron rules[] = {
          asyncio::cron({.mins = 30, .hrs = 7, .wday = 6}), asyncio::cron({.mday = 29, .month = 2}),
          asyncio::cron({.mins = {0, 45}, .hrs = 12, .mday = 31})};
      LoopClock clock(1'709'000'000 * second);
      const auto tell = [](LoopClock* of, int number) { say(number, "at", of->utc_us() / second); };
      asyncio::ScheduleEntry entries[] = {
          {rules[0], tell, &clock, 0}, {rules[1], tell, &clock, 1}, {rules[2], tell, &clock, 2}};
      asyncio::OwnedTask<> tasks[3];
      if (in_one) {
        tasks[0] = asyncio::create_task(
            asyncio::schedule(clock, std::span<asyncio::ScheduleEntry>(entries)));
      } else {
        for (int n = 0; n != 3; ++n) {
          tasks[n] = asyncio::create_task(
              asyncio::schedule(clock, rules[n], [tell, &clock, n] { tell(&clock, n); }));
        }
      }
      for (int month = 0; month != 12; ++month) {
        co_await asyncio::sleep(30 * 86'400);
        clock.set(clock.utc_us() + (month % 2 == 0 ? 7'000 : -7'000) * second);
      }
    });
  };
  EXPECT_EQ(script(true), script(false));
}

// Whoever is called may end it: nothing is called any more, and what it counted is told by nobody.
TEST(Schedule, CancelledInWhatItCallsItEnds) {
  for (const bool is_owned : {false, true}) {
    EXPECT_EQ(played([is_owned]() -> Coro<> {
                static asyncio::OwnedTask<> runs;
                static bool is_dropped;
                is_dropped = is_owned;
                LoopClock clock(0);
                runs = asyncio::create_task(asyncio::schedule(clock, at_quarters, [] {
                  say("called");
                  if (is_dropped) {
                    runs = asyncio::OwnedTask<>();
                  } else {
                    runs.task().cancel();
                  }
                }));
                co_await asyncio::sleep(7'200);
                EXPECT_TRUE(is_dropped || runs.task().cancelled());
                runs = asyncio::OwnedTask<>();
              }),
              "called ok");
  }
}

TEST(Schedule, ASequenceMayGoWhileItsTaskWaits) {
  EXPECT_EQ(played([]() -> Coro<> {
              LoopClock clock(60 * second);
              {
                const asyncio::OwnedTask<> waits = asyncio::create_task(
                    [](LoopClock& its) -> Coro<> {
                      asyncio::Sequence quarters(its, at_quarters);
                      while (true) say(time_of_day(co_await quarters.next()));
                    },
                    std::ref(clock));
                co_await asyncio::sleep(1'000);
              }
              co_await asyncio::sleep(7'200);
            }),
            "0:15 ok");
}

TEST(Schedule, SimulateShowsTimesWithoutWaiting) {
  std::string shown;
  asyncio::simulate(asyncio::cron({.mins = {0, 20}}), 0, 3,
                    [&](WallSeconds wall) { shown += time_of_day(wall) + " "; });
  EXPECT_EQ(shown, "3:00 3:20 3:00 ");
  asyncio::simulate(asyncio::cron({.mday = 0}), 0, 3, [](WallSeconds) { FAIL(); });
}

}  // namespace
