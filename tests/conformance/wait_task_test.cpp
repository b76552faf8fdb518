// SPDX-License-Identifier: MIT
// Script wait_task: awaiting tasks that run, that have ended, twice, at the same time, too late.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

namespace {

Coro<std::string> echo(std::string text) {
  say("echo");
  co_return text;
}

Coro<int> delay_print(int milliseconds, int number) {
  co_await asyncio::sleep_ms(milliseconds);
  say("#", number);
  co_return number;
}

Coro<> fails_late(int milliseconds) {
  co_await asyncio::sleep_ms(milliseconds);
  say("fail");
  co_await asyncio::fail(asyncio::Error::value);
}

}  // namespace

TEST(WaitTaskScript, ThatHasNotStartedAndThatHasEnded) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<std::string> task = asyncio::create_task(echo("hi"));
              say("start");
              say(co_await task, co_await task);
              Task<std::string> early = asyncio::create_task(echo("there"));
              co_await asyncio::sleep_ms(0);
              say("wait");
              say(co_await early);
            }),
            "start echo hi hi echo wait there ok");
}

TEST(WaitTaskScript, InSequenceAndAtTheSameTime) {
  EXPECT_EQ(played([]() -> Coro<> {
              co_await delay_print(20, 1);
              co_await delay_print(40, 2);
              say(now_ms());
              Task<int> one = asyncio::create_task(delay_print(20, 3));
              Task<int> two = asyncio::create_task(delay_print(40, 4));
              co_await one;
              say(now_ms());
              co_await two;
              say(now_ms());
            }),
            "# 1 # 2 60 # 3 80 # 4 100 ok");
}

TEST(WaitTaskScript, ThatFailsWhileItIsAwaitedAndThatHasFailed) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Loop::running()->set_exception_handler(
                  [](asyncio::Loop&, const asyncio::ExceptionContext&) { say("handler"); });
              Task<> soon = asyncio::create_task(fails_late(5));
              say(co_await error_of(soon), now_ms());
              Task<> late = asyncio::create_task(fails_late(0));
              co_await asyncio::sleep_ms(20);
              say(co_await error_of(late), now_ms());
              co_await asyncio::sleep_ms(5);
            }),
            "fail ValueError 5 fail handler ValueError 25 ok");
}
