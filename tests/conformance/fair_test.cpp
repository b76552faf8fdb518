// SPDX-License-Identifier: MIT
// Script fair: sleepers and spinners share the loop, and each sleeper gets all its turns.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

namespace {

Coro<> ticker(std::string_view name, int milliseconds) {
  for (;;) {
    say(name);
    co_await asyncio::sleep_ms(milliseconds);
  }
}

/// Yields without end; every turn is a millisecond of work.
Coro<> spinner(int* turns) {
  for (;;) {
    ++*turns;
    sim()->work_ms(1);
    co_await asyncio::sleep_ms(0);
  }
}

}  // namespace

TEST(FairScript, SleepersOfDifferentPeriods) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task(ticker("a", 100));
              asyncio::create_task(ticker("b", 180));
              asyncio::create_task(ticker("c", 440));
              co_await asyncio::sleep(0.45);
              say("main", now_ms());
            }),
            "a b c a b a a b a c main 450 ok");
}

// Both spinners have a turn every 2 ms from 0 to 450: at 450 main comes behind them.
TEST(FairScript, SpinnersDoNotKeepSleepersFromTheirTurns) {
  EXPECT_EQ(played([]() -> Coro<> {
              int first = 0, second = 0;
              Task<> tasks[] = {
                  asyncio::create_task(ticker("a", 100)), asyncio::create_task(ticker("b", 180)),
                  asyncio::create_task(spinner(&first)), asyncio::create_task(spinner(&second))};
              co_await asyncio::sleep(0.45);
              say(first == second ? "equal" : "unequal", first);
              for (Task<>& task : tasks) co_await asyncio::cancel_and_wait(task);
            }),
            "a b a b a a b a equal 226 ok");
}
