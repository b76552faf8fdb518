// SPDX-License-Identifier: MIT
// Script current_task: who is running.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

TEST(CurrentTaskScript, IsTheTaskItselfAlsoInNestedCoroutines) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto nested = [](const Task<>* me) -> Coro<> {
                say(asyncio::current_task() == *me ? "nested" : "another");
                co_return;
              };
              auto body = [](auto inner, const Task<>* me) -> Coro<> {
                say(asyncio::current_task() == *me ? "itself" : "another");
                co_await inner(me);
                co_await asyncio::sleep_ms(1);
                say(asyncio::current_task() == *me ? "still" : "another");
              };
              Task<> one, two;
              one = asyncio::create_task(body, nested, &one);
              two = asyncio::create_task(body, nested, &two);
              say(asyncio::current_task() == one ? "one" : "main");
              co_await one;
              co_await two;
              say(asyncio::current_task().done() ? "done" : "running");
            }),
            "main itself nested itself nested still still running ok");
}

TEST(CurrentTaskScript, OutsideOfALoopThereIsNone) {
  EXPECT_FALSE(asyncio::current_task());
  asyncio::SimPort port;
  asyncio::Loop loop(port);
  EXPECT_FALSE(asyncio::current_task());
  auto nothing = []() -> Coro<> { co_return; };
  EXPECT_TRUE(loop.run_until_complete(nothing()));
  EXPECT_FALSE(asyncio::current_task());
}

// The original leaves the current task set when a sub-task brings the run down.
TEST(CurrentTaskScript, AfterARunThatFailedThereIsNone) {
  asyncio::SimPort port;
  asyncio::Loop loop(port);
  auto fails = []() -> Coro<> { co_await asyncio::fail(asyncio::Error::value); };
  EXPECT_EQ(loop.run_until_complete(fails()).error(), asyncio::Error::value);
  EXPECT_FALSE(asyncio::current_task());
  auto waits_for_ever = []() -> Coro<> {
    asyncio::Event event;
    co_await event.wait();
  };
  EXPECT_EQ(loop.run_until_complete(waits_for_ever()).error(), asyncio::Error::runtime);
  EXPECT_FALSE(asyncio::current_task());
}

TEST(CurrentTaskScript, PlainCallsAndHandlersOfTheLoopAreToldApart) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Loop::running()->set_exception_handler(
                  [](asyncio::Loop&, const asyncio::ExceptionContext& context) {
                    say(asyncio::current_task() ? "a task" : "none");
                    say(context.task == asyncio::current_task() ? "same" : "another");
                  });
              asyncio::create_task(failing(0));
              co_await asyncio::sleep_ms(5);
            }),
            "~failing none another ok");
}
