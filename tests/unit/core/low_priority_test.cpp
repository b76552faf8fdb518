// SPDX-License-Identifier: MIT
// after and after_ms: when the time has come and nothing else is ready, or when it is long overdue.
#include "uasyncio/core/low_priority.hpp"

#include "tests/support/quiet_port.hpp"
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

namespace {

Coro<> low(int milliseconds) {
  co_await asyncio::after_ms(milliseconds);
  say("low", now_ms());
}

Coro<> busy(int steps) {
  for (int step = 0; step != steps; ++step) {
    sim()->work_ms(10);
    co_await asyncio::sleep_ms(0);
  }
  say("idle");
}

TEST(LowPriority, LetsEverythingThatIsReadyGoFirst) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task(low(0));
              co_await asyncio::sleep_ms(0);
              asyncio::create_task(busy(5));
              co_await asyncio::sleep_ms(100);
            }),
            "idle low 50 ok");
}

TEST(LowPriority, KeepsALoopThatClosesGoing) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task(asyncio::finally(hang("body"), low(5)));
              co_await asyncio::sleep_ms(1);
            }),
            "ok body low 6");
}

// The loop is not told that time has passed, and finds both due at once.
TEST(LowPriority, GoesBehindANormalTimerThatWasNotSeenYet) {
  QuietPort port;
  asyncio::Loop loop(port);
  asyncio::Event event;
  auto normal = [](asyncio::Event& its) -> Coro<> {
    co_await asyncio::sleep_ms(6);
    say("normal");
    its.set();
  };
  auto main = [&]() -> Coro<> {
    asyncio::create_task(low(5));
    asyncio::create_task(normal(event));
    co_await asyncio::sleep_ms(0);
    port.time = asyncio::at_microseconds(10'000);
    co_await event.wait();
    co_await asyncio::sleep_ms(1);
  };
  words().clear();
  EXPECT_TRUE(loop.run_until_complete(main()).ok());
  EXPECT_EQ(words(), "normal low 10");
}

TEST(LowPriority, IsNeverEarly) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task(low(7));
              co_await asyncio::sleep_ms(20);
            }),
            "low 7 ok");
}

TEST(LowPriority, GoesBehindANormalTimerOfTheSameTime) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task(low(5));
              asyncio::create_task(low(5));
              asyncio::create_task([]() -> Coro<> {
                co_await asyncio::sleep_ms(5);
                say("normal");
              });
              co_await asyncio::sleep_ms(20);
            }),
            "normal low 5 low 5 ok");
}

// After 30 ms it is overdue by more than 25 and becomes ready, behind the busy task.
TEST(LowPriority, RunsBetweenBusyTasksWhenOverdue) {
  for (const auto policy : {asyncio::Policy::round_robin, asyncio::Policy::io_first}) {
    EXPECT_EQ(played(
                  []() -> Coro<> {
                    asyncio::Loop::running()->max_overdue_ms(25);
                    asyncio::create_task(low(1));
                    co_await asyncio::sleep_ms(0);
                    asyncio::create_task(busy(10));
                    co_await asyncio::sleep_ms(200);
                  },
                  policy),
              "low 40 idle ok");
  }
}

TEST(LowPriority, CanBeCancelled) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(low(5));
              co_await asyncio::sleep_ms(1);
              task.cancel();
              co_await asyncio::sleep_ms(10);
              say(task.cancelled() ? "cancelled" : "not");
              say(co_await error_of(asyncio::wait_for_ms(asyncio::after(3600), 5)));
            }),
            "cancelled TimeoutError ok");
}

}  // namespace
