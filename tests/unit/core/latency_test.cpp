// SPDX-License-Identifier: MIT
// A loop with a latency sleeps beyond its deadlines, so that several of them share one waking.
#include "uasyncio/core/latency.hpp"

#include "tests/support/scenario.hpp"
#include "uasyncio/testing/chance.hpp"

#include <algorithm>
#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::Latency;
using asyncio::Loop;
using asyncio::Policy;

namespace {

/// Says when a sleep of so many milliseconds has ended.
Coro<> late_sleep(int length) {
  co_await asyncio::sleep_ms(length);
  say(length, "at", now_ms());
}

/// Sleeps of these lengths at once.
template <class... Lengths>
Coro<> late_sleeps(Lengths... lengths) {
  co_await asyncio::gather(late_sleep(lengths)...);
}

TEST(Latency, LetsTimersShareAWaking) {
  for (const auto policy : {Policy::round_robin, Policy::io_first}) {
    EXPECT_EQ(played(
                  []() -> Coro<> {
                    const Latency latency(10);
                    const std::uint32_t before = Loop::running()->wakeups();
                    co_await late_sleeps(30, 15, 10, 20);
                    say("wakings", Loop::running()->wakeups() - before);
                  },
                  policy),
              "10 at 20 15 at 20 20 at 20 30 at 40 wakings 2 ok");
  }
}

TEST(Latency, IsNoneUnlessAskedFor) {
  EXPECT_EQ(played([]() -> Coro<> {
              const std::uint32_t before = Loop::running()->wakeups();
              co_await late_sleeps(30, 15, 10, 20);
              say("wakings", Loop::running()->wakeups() - before);
            }),
            "10 at 10 15 at 15 20 at 20 30 at 30 wakings 4 ok");
}

TEST(Latency, GivesWhatItWasBefore) {
  EXPECT_EQ(played([]() -> Coro<> {
              const Latency latency;
              const Latency same(200);
              say(latency());
              say(latency(5));
              say(latency(-1));
              say(latency(50ms));
              say(same());
              co_await late_sleeps(7);
            }),
            "200 200 5 0 50 7 at 57 ok");
}

TEST(Latency, WithoutALoopDoesNothing) {
  const Latency latency;
  EXPECT_EQ(latency(), 0u);
  EXPECT_EQ(latency(30), 0u);
}

TEST(Latency, OfOneLoopIsNotThatOfTheNext) {
  EXPECT_EQ(played([]() -> Coro<> {
              Latency(10);
              co_await late_sleeps(5);
            }),
            "5 at 15 ok");
  EXPECT_EQ(played([]() -> Coro<> { co_await late_sleeps(5); }), "5 at 5 ok");
}

TEST(Latency, EndsWithTheNextSleep) {
  EXPECT_EQ(played([]() -> Coro<> {
              const Latency latency(10);
              co_await late_sleeps(5);
              latency(0);
              co_await late_sleeps(5);
            }),
            "5 at 15 5 at 20 ok");
}

// What is due is served with it, what is not yet due is not early.
TEST(Latency, AnInterruptServesWhatIsDue) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop::running()->latency_ms(10);
              asyncio::ThreadSafeFlag flag;
              sim()->at(12'000, [&] { flag.set(); });
              auto waiting = [](asyncio::ThreadSafeFlag& its) -> Coro<> {
                co_await its.wait();
                say("flag at", now_ms());
              };
              auto task = asyncio::create_task(waiting(flag));
              co_await late_sleeps(10, 15);
            }),
            "10 at 12 flag at 12 15 at 25 ok");
}

// They begin behind the first step of the work, at 1 ms.
TEST(Latency, DoesNotDelayTimersOfABusyLoop) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop::running()->latency_ms(10);
              auto work = []() -> Coro<> {
                for (int step = 0; step != 20; ++step) {
                  sim()->work_ms(1);
                  co_await asyncio::sleep_ms(0);
                }
              };
              auto busy = asyncio::create_task(work());
              co_await late_sleeps(5, 25);
            }),
            "5 at 7 25 at 36 ok");
}

TEST(Latency, HoldsForLowPriorityAndTimeLimits) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop::running()->latency_ms(10);
              co_await asyncio::after_ms(5);
              say("low at", now_ms());
              say(co_await error_of(asyncio::wait_for_ms(asyncio::sleep(3600), 20)), now_ms());
              auto low = []() -> Coro<> {
                co_await asyncio::after_ms(8);
                say("low at", now_ms());
              };
              auto task = asyncio::create_task(low());
              co_await late_sleeps(3, 9);
              co_await task;
            }),
            "low at 15 TimeoutError 45 3 at 58 9 at 58 low at 58 ok");
}

TEST(Latency, WithoutEndLeavesTimersToOtherWakings) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop::running()->latency(asyncio::never);
              asyncio::ThreadSafeFlag flag;
              sim()->at(70'000, [&] { flag.set(); });
              auto sleeper = asyncio::create_task(late_sleep(10));
              co_await flag.wait();
              Loop::running()->latency(0);
            }),
            "10 at 70 ok");
}

TEST(Latency, LetsALoopThatClosesFinish) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop::running()->latency_ms(10);
              asyncio::create_task(asyncio::finally(hang("body"), late_sleep(5)));
              co_await asyncio::sleep_ms(0);
            }),
            "ok body 5 at 15");
}

constexpr std::uint64_t limit_us = 9'000;

/// Sleeps in a row, of lengths by seed; each must end in time.
Coro<> sleep_at_random(asyncio::testing::Chance& chance, std::vector<std::uint64_t>& due) {
  for (int n = 0; n != 50; ++n) {
    const std::uint64_t deadline = Loop::running()->time() + chance.next() % 40'000;
    due.push_back(deadline);
    co_await asyncio::sleep_until(deadline);
    const std::uint64_t now = Loop::running()->time();
    EXPECT_GE(now, deadline);
    EXPECT_LE(now, deadline + limit_us);
  }
}

// Against the rule in its plainest form: who must not wait any longer takes all that are due along.
TEST(Latency, WakesNoMoreThanItMustAndIsNeverEarlyOrTooLate) {
  for (std::uint32_t seed = 1; seed != 20; ++seed) {
    EXPECT_EQ(played([seed]() -> Coro<> {
                asyncio::testing::Chance chance(seed);
                std::vector<std::uint64_t> due;
                Loop& loop = *Loop::running();
                loop.latency(std::chrono::microseconds(limit_us));
                const std::uint32_t before = loop.wakeups();
                std::vector<asyncio::Task<>> tasks;
                for (int n = 0; n != 5; ++n) {
                  tasks.push_back(asyncio::create_task(sleep_at_random(chance, due)));
                }
                co_await asyncio::gather(tasks);
                std::sort(due.begin(), due.end());
                std::uint32_t wakings = 0;
                std::uint64_t served_until = 0;
                for (const std::uint64_t deadline : due) {
                  if (deadline <= served_until) continue;
                  served_until = deadline + limit_us;
                  ++wakings;
                }
                EXPECT_EQ(loop.wakeups() - before, wakings);
              }),
              "ok");
  }
}

}  // namespace
