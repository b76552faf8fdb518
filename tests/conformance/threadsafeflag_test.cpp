// SPDX-License-Identifier: MIT
// Script threadsafeflag.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;
using asyncio::ThreadSafeFlag;

namespace {

Coro<> waiter(std::string_view name, ThreadSafeFlag* flag) {
  Guard guard("-");
  co_await flag->wait();
  say(name, now_ms());
}

Task<> start(std::string_view name, ThreadSafeFlag* flag) {
  return asyncio::create_task(waiter(name, flag));
}

Coro<bool> is_set(ThreadSafeFlag* flag) {
  auto result = co_await asyncio::as_result(asyncio::wait_for_ms(flag->wait(), 0));
  co_return result.ok();
}

}  // namespace

TEST(ThreadSafeFlagScript, SetByATask) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeFlag flag;
              Task<> task = start("woken", &flag);
              co_await asyncio::sleep_ms(10);
              say("set");
              flag.set();
              co_await task;
              say("end");
            }),
            "set woken 10 - end ok");
}

TEST(ThreadSafeFlagScript, SetBetweenTwoTurnsByAnInterrupt) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeFlag flag;
              sim()->at(20'000, [&flag] {
                say("interrupt");
                flag.set();
              });
              co_await start("woken", &flag);
              EXPECT_EQ(sim()->waits(), 1u);
            }),
            "interrupt woken 20 - ok");
}

TEST(ThreadSafeFlagScript, SetInTheMiddleOfATurnByAnInterrupt) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeFlag flag;
              Task<> task = start("woken", &flag);
              sim()->at(3'000, [&flag] { flag.set(); });
              co_await asyncio::sleep_ms(0);
              sim()->work_ms(5);
              say("worked");
              co_await task;
            }),
            "worked woken 5 - ok");
}

TEST(ThreadSafeFlagScript, SetBeforeTheWaitItDoesNotYieldAndIsClear) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeFlag flag;
              asyncio::create_task(says("other"));
              flag.set();
              co_await flag.wait();
              say("at-once");
              say(co_await is_set(&flag));
            }),
            "at-once other 0 ok");
}

TEST(ThreadSafeFlagScript, ClearForgetsASet) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeFlag flag;
              flag.set();
              flag.clear();
              say(co_await is_set(&flag));
              Task<> task = start("woken", &flag);
              co_await asyncio::sleep_ms(1);
              flag.set();
              flag.clear();
              co_await asyncio::sleep_ms(1);
              say(task.done() ? "done" : "waiting");
              flag.set();
              co_await task;
            }),
            "0 waiting woken 2 - ok");
}
