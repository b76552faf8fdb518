// SPDX-License-Identifier: MIT
// Scripts loop_stop and new_event_loop.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Loop;
using asyncio::SimPort;
using asyncio::Task;

namespace {

Coro<> counter(std::string_view name, int turns, int milliseconds) {
  Guard guard("~");
  for (int turn = 1; turn <= turns; ++turn) {
    say(name, turn);
    co_await asyncio::sleep_ms(milliseconds);
  }
}

Coro<> stop_after(int milliseconds) {
  co_await asyncio::sleep_ms(milliseconds);
  say("stop");
  Loop::running()->stop();
}

}  // namespace

TEST(LoopStopScript, ThreeRunsThatGoOnWhereTheLastOneStopped) {
  words().clear();
  SimPort port;
  {
    Loop loop(port);
    loop.create_task(counter("a", 6, 10));
    loop.create_task(stop_after(15));
    EXPECT_TRUE(loop.run_forever());
    say("|", loop.time() / 1000);
    loop.create_task(stop_after(10));
    EXPECT_TRUE(loop.run_forever());
    say("|", loop.time() / 1000);
    EXPECT_TRUE(loop.run_forever());
    say("|", loop.time() / 1000, loop.live_tasks());
  }
  EXPECT_EQ(words(), "a 1 a 2 stop | 15 a 3 stop | 25 a 4 a 5 a 6 ~ | 60 0");
}

TEST(LoopStopScript, WhatIsReadyAlreadyHasItsTurnFirst) {
  words().clear();
  SimPort port;
  {
    Loop loop(port);
    loop.create_task([]() -> Coro<> {
      say("stop");
      Loop::running()->stop();
      co_return;
    }());
    loop.create_task(counter("a", 2, 0));
    loop.create_task(counter("b", 2, 10));
    loop.run_forever();
    say("|");
    loop.run_forever();
  }
  EXPECT_EQ(words(), "stop a 1 b 1 | a 2 ~ b 2 ~");
}

TEST(LoopStopScript, WhatBecameReadyInTheTurnThatStopsHasItsTurnToo) {
  words().clear();
  SimPort port;
  {
    Loop loop(port);
    loop.create_task([]() -> Coro<> {
      asyncio::create_task(counter("before", 1, 10));
      Loop::running()->stop();
      co_return;
    }());
    loop.run_forever();
    say("|");
  }
  EXPECT_EQ(words(), "before 1 | ~");
}

TEST(LoopStopScript, WhatBecomesReadyBehindTheStopWaitsForTheNextRun) {
  words().clear();
  SimPort port;
  {
    Loop loop(port);
    loop.create_task([]() -> Coro<> {
      asyncio::create_task(counter("before", 1, 10));
      Loop::running()->stop();
      co_return;
    }());
    loop.create_task([]() -> Coro<> {
      asyncio::create_task(counter("behind", 1, 10));
      co_return;
    }());
    loop.run_forever();
    say("|");
    loop.run_forever();
  }
  EXPECT_EQ(words(), "before 1 | behind 1 ~ ~");
}

TEST(LoopStopScript, StoppingTwiceIsOnceAndStoppingOutsideOfARunIsNothing) {
  words().clear();
  SimPort port;
  {
    Loop loop(port);
    loop.stop();
    loop.create_task([]() -> Coro<> {
      Loop::running()->stop();
      Loop::running()->stop();
      say("one");
      co_await asyncio::sleep_ms(0);
      say("two");
      co_await asyncio::sleep_ms(0);
      say("three");
    }());
    loop.run_forever();
    say("|");
    loop.run_forever();
    say("|");
  }
  EXPECT_EQ(words(), "one | two three |");
}

TEST(LoopStopScript, StoppingDoesNotEndRunUntilComplete) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop::running()->stop();
              co_await asyncio::sleep_ms(5);
              say(now_ms());
            }),
            "5 ok");
}

TEST(LoopStopScript, RunForeverEndsWhenNothingIsLeft) {
  words().clear();
  SimPort port;
  Loop loop(port);
  loop.create_task(counter("a", 2, 10));
  EXPECT_TRUE(loop.run_forever());
  EXPECT_TRUE(loop.run_forever()) << "with nothing to do at all";
  EXPECT_EQ(words(), "a 1 a 2 ~");
}

TEST(NewEventLoopScript, TasksOfTheOldLoopDoNotRunInTheNewOne) {
  words().clear();
  SimPort port;
  auto main = [](std::string_view name) -> Coro<> {
    asyncio::create_task(counter(name, 3, 20));
    co_await asyncio::sleep_ms(30);
  };
  {
    Loop first(port);
    EXPECT_TRUE(first.run_until_complete(main("a")));
    say("|");
    {
      Loop second(port);
      EXPECT_TRUE(second.run_until_complete(main("b")));
      say("|");
    }
    say("first-again");
    EXPECT_TRUE(first.run_until_complete(main("c")));
    say("|");
  }
  // The second loop has moved the clock on: a's sleep is over when the first one runs again.
  EXPECT_EQ(words(), "a 1 a 2 | b 1 b 2 | ~ first-again a 3 c 1 ~ c 2 | ~");
}
