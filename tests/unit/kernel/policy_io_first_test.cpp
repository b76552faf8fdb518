// SPDX-License-Identifier: MIT
// Policy::io_first: signals and due timers go before busy tasks, and cannot starve them.
#include "tests/support/quiet_port.hpp"
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Policy;
using asyncio::ThreadSafeFlag;

namespace {

Coro<> busy(int steps) {
  for (int step = 0; step != steps; ++step) {
    sim()->work_ms(5);
    say("b");
    co_await asyncio::sleep_ms(0);
  }
}

/// Ten busy tasks of 5 ms a step; an interrupt after 7 ms.
std::string latency_under(Policy policy) {
  return played(
      []() -> Coro<> {
        ThreadSafeFlag flag;
        for (int count = 0; count != 10; ++count) asyncio::create_task(busy(2));
        sim()->at(7000, [&flag] { flag.set(); });
        co_await flag.wait();
        say("woken", now_ms());
        co_await asyncio::sleep_ms(200);
        words().clear();
      },
      policy);
}

TEST(IoFirst, AWokenTaskRunsAfterOneStep) {
  for (const bool io_first : {true, false}) {
    const std::string said = played(
        []() -> Coro<> {
          ThreadSafeFlag flag;
          for (int count = 0; count != 10; ++count) asyncio::create_task(busy(1));
          sim()->at(7000, [&flag] { flag.set(); });
          co_await flag.wait();
          say("woken", now_ms());
          co_await asyncio::sleep_ms(200);
        },
        io_first ? Policy::io_first : Policy::round_robin);
    EXPECT_EQ(said,
              io_first ? "b b woken 10 b b b b b b b b ok" : "b b b b b b b b b b woken 50 ok");
  }
  EXPECT_EQ(latency_under(Policy::io_first), "ok");
}

TEST(IoFirst, ADueTimerRunsAfterOneStep) {
  EXPECT_EQ(played(
                []() -> Coro<> {
                  for (int count = 0; count != 4; ++count) asyncio::create_task(busy(1));
                  co_await asyncio::sleep_ms(3);
                  say("due", now_ms());
                  co_await asyncio::sleep_ms(200);
                },
                Policy::io_first),
            "b due 5 b b b ok");
}

/// Sets the flag it waits for: urgent without end.
Coro<> storm(ThreadSafeFlag* flag, int* turns, const bool* is_over) {
  while (!*is_over) {
    flag->set();
    co_await asyncio::sleep_us(1);
    sim()->work(1);
    ++*turns;
  }
}

TEST(IoFirst, UrgentTasksCannotStarveTheOthers) {
  EXPECT_EQ(played(
                []() -> Coro<> {
                  ThreadSafeFlag flag;
                  bool is_over = false;
                  int turns = 0;
                  for (int count = 0; count != 3; ++count) {
                    asyncio::create_task(storm(&flag, &turns, &is_over));
                  }
                  for (int step = 0; step != 50; ++step) co_await asyncio::sleep_ms(0);
                  EXPECT_LE(turns, 50 * 9);
                  is_over = true;
                  co_await asyncio::sleep_ms(1);
                },
                Policy::io_first),
            "ok");
}

TEST(IoFirst, LooksBetweenStepsOnlyIfThePortHasNews) {
  QuietPort port;
  asyncio::Loop loop(port, Policy::io_first);
  ThreadSafeFlag flag;
  auto waits = [](ThreadSafeFlag& its) -> Coro<> {
    co_await its.wait();
    say("woken");
  };
  auto turns = [](ThreadSafeFlag& its) -> Coro<> {
    for (int turn = 1; turn != 4; ++turn) {
      say(turn);
      if (turn == 2) its.set();
      co_await asyncio::sleep_ms(0);
    }
  };
  auto main = [&]() -> Coro<> {
    asyncio::create_task(waits(flag));
    asyncio::create_task(turns(flag));
    for (int turn = 0; turn != 4; ++turn) co_await asyncio::sleep_ms(0);
  };
  words().clear();
  EXPECT_TRUE(loop.run_until_complete(main()).ok());
  EXPECT_EQ(words(), "1 2 woken 3");
}

TEST(IoFirst, KeepsTheOrderOfOrdinaryTasks) {
  EXPECT_EQ(played(
                []() -> Coro<> {
                  auto says = [](int number) -> Coro<> {
                    for (int turn = 0; turn != 2; ++turn) {
                      say(number);
                      sim()->work_ms(1);
                      co_await asyncio::sleep_ms(0);
                    }
                  };
                  for (int number = 1; number != 4; ++number) asyncio::create_task(says(number));
                  co_await asyncio::sleep_ms(100);
                },
                Policy::io_first),
            "1 2 3 1 2 3 ok");
}

}  // namespace
