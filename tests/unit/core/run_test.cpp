// SPDX-License-Identifier: MIT
// run: the whole life of a program, on the platform's own port; and what stays in a loop between
// two runs.
#include "uasyncio/core/run.hpp"

#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Loop;
using asyncio::SimPort;
using asyncio::Task;

namespace {

Coro<> counter(std::string_view name, int milliseconds) {
  Guard guard("~");
  for (int turn = 1;; ++turn) {
    say(name, turn);
    co_await asyncio::sleep_ms(milliseconds);
  }
}

TEST(Run, GivesTheValueOfMain) {
  EXPECT_EQ(asyncio::run(value_after(5, 1)), 5);
  EXPECT_EQ(asyncio::Loop::running(), nullptr);
}

TEST(Run, IsEndedByAnInterrupt) {
  auto main = []() -> Coro<> {
    asyncio::interrupt_program();
    co_await asyncio::sleep(3600);
  };
  EXPECT_EQ(asyncio::run_result(main()).error(), Error::interrupted);
}

#if !UASYNCIO_EXCEPTIONS
TEST(RunDeathTest, EndsTheProgramIfMainFails) {
  EXPECT_EXIT(asyncio::run(failing(0, Error::eof)), testing::ExitedWithCode(1), "EOFError");
}
#endif

TEST(Run, ARunGivesTheValueOrTheFailureOfMain) {
  SimPort port;
  Loop loop(port);
  EXPECT_EQ(loop.run_until_complete(value_after(42, 1)).value(), 42);
  EXPECT_EQ(loop.run_until_complete(failing(1)).error(), Error::user(1));
  EXPECT_TRUE(loop.run_until_complete(pauses(1)));
}

TEST(Run, WhatMainLeavesBehindGoesOnInTheNextRun) {
  words().clear();
  SimPort port;
  {
    Loop loop(port);
    auto main = []() -> Coro<> {
      asyncio::create_task(counter("a", 10));
      co_await asyncio::sleep_ms(15);
    };
    EXPECT_TRUE(loop.run_until_complete(main()));
    say("|", loop.live_tasks());
    EXPECT_TRUE(loop.run_until_complete(pauses(20)));
    say("|");
  }
  EXPECT_EQ(words(), "a 1 a 2 | 1 a 3 a 4 | ~");
}

TEST(Run, TasksMadeBetweenRunsStartInTheNextOneInOrder) {
  words().clear();
  SimPort port;
  {
    Loop loop(port);
    loop.create_task(counter("a", 1000));
    EXPECT_TRUE(loop.run_until_complete(pauses(1)));
    loop.create_task(counter("b", 1000));
    say("|");
    EXPECT_TRUE(loop.run_until_complete(pauses(1)));
  }
  EXPECT_EQ(words(), "a 1 | b 1 ~ ~");
}

// As in CPython: the pass in which main ends is the last, and whoever is ready in it, behind main,
// still has this one turn.
TEST(Run, NoOtherTaskRunsOnceMainHasEnded) {
  words().clear();
  SimPort port;
  {
    Loop loop(port);
    auto main = []() -> Coro<> {
      co_await asyncio::sleep_ms(10);
      say("main");
    };
    Task<> main_task = loop.create_task(main());
    auto late = []() -> Coro<> {
      for (int turn = 0; turn != 3; ++turn) {
        co_await asyncio::sleep_ms(turn == 0 ? 10 : 0);
        say("late");
      }
    };
    loop.create_task(late());
    EXPECT_TRUE(loop.run_until_complete(main_task));
    say("|");
  }
  EXPECT_EQ(words(), "main |");
}

TEST(Run, CancelsWhatIsLeftAndWaitsForItsCleanups) {
  words().clear();
  auto main = []() -> Coro<int> {
    asyncio::create_task(asyncio::finally(hang("left"), cleanup("x", 1)));
    co_await asyncio::sleep_ms(0);
    say("main");
    co_return 3;
  };
  say(asyncio::run(main()));
  EXPECT_EQ(words(), "main left { x } 3");
}

TEST(Run, ATaskThatMainMadeInItsLastTurnNeverStarts) {
  words().clear();
  auto main = []() -> Coro<> {
    asyncio::create_task(counter("never", 1));
    co_return;
  };
  asyncio::run(main());
  EXPECT_EQ(words(), "");
}

TEST(Run, ARunInsideOfARunIsRefused) {
  EXPECT_EQ(played([]() -> Coro<> {
              say(asyncio::run_result(value_after(1, 1)).error().name());
              say(Loop::running()->run_until_complete(value_after(1, 1)).error().name());
              say(Loop::running()->run_forever() ? "ran" : "refused");
              Loop::running()->close();  // does nothing
              SimPort port;
              Loop inner(port);
              say(inner.run_until_complete(value_after(1, 1)).error().name());
              co_await asyncio::sleep_ms(1);
              say(now_ms());
            }),
            "RuntimeError RuntimeError refused RuntimeError 1 ok");
}

#if UASYNCIO_EXCEPTIONS
TEST(Run, ThrowsTheFailureOfMain) {
  auto fails = []() -> Coro<int> {
    co_await asyncio::fail(Error::os(13));
    co_return 0;
  };
  try {
    asyncio::run(fails());
    FAIL() << "nothing thrown";
  } catch (const asyncio::OSError& error) {
    EXPECT_EQ(error.code(), 13);
  }
}
#endif

TEST(Run, ResultGivesTheFailureOfMain) {
  EXPECT_EQ(asyncio::run_result(failing(0)).error(), Error::user(1));
  EXPECT_EQ(asyncio::run_result(value_after(4, 0)).value(), 4);
}

}  // namespace
