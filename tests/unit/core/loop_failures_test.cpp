// SPDX-License-Identifier: MIT
// The report of a failure is the same with and without exceptions.
#include "tests/support/scenario.hpp"

#include <uasyncio/compat.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;

namespace {

TEST(ExceptionHandler, TheDefaultOneNamesTaskFailureAndCode) {
  asyncio::SimPort port;
  asyncio::Loop loop(port);
  asyncio::Loop::default_exception_handler(
      loop, {.message = "what happened", .task_name = "reader", .task = {}, .error = Error::os(5)});
  asyncio::Loop::default_exception_handler(
      loop, {.message = "what happened", .task_name = "", .task = {}, .error = Error::eof});
  if (UASYNCIO_DIAGNOSTICS) {
    EXPECT_EQ(port.transcript(),
              "uasyncio: what happened: task 'reader': OSError 5\n"
              "uasyncio: what happened: EOFError\n");
  }
}

// A task that is created without memory, by whatever word, is told once, and with its name.

std::string lost(void (*create)(), std::size_t failing_allocation) {
  static void (*word)();
  static std::size_t allocation;
  word = create;
  allocation = failing_allocation;
  return played([]() -> Coro<> {
    asyncio::Loop::running()->set_exception_handler(
        [](asyncio::Loop&, const asyncio::ExceptionContext& context) {
          EXPECT_FALSE(context.task);
          EXPECT_STREQ(context.message, "no memory for a task");
          say(context.task_name, context.error.name());
        });
    asyncio::FramePool::current().fail_allocation(allocation);
    word();
    asyncio::FramePool::current().fail_allocation(0);
    co_await asyncio::sleep_ms(1);
  });
}

Coro<> nothing() { co_return; }

TEST(LostTasks, AreToldByEveryWordThatMakesTasks) {
  const auto create = [] { asyncio::create_task(nothing(), {.name = "work"}); };
  EXPECT_EQ(lost(create, 1), "work MemoryError ok");
  EXPECT_EQ(lost(create, 2), "work MemoryError ok");
  const auto call = [] { asyncio::create_task({.name = "work"}, nothing); };
  EXPECT_EQ(lost(call, 1), "work MemoryError ok");
  EXPECT_EQ(lost(call, 2), "work MemoryError ok");
  EXPECT_EQ(lost([] { asyncio::create_task(nothing()); }, 1), "task MemoryError ok");
  EXPECT_EQ(lost([] { asyncio::launch(nothing); }, 1), "task MemoryError ok");
  EXPECT_EQ(lost(
                [] {
                  asyncio::Callback<> callback(nothing);
                  callback();
                },
                1),
            "task MemoryError ok");
  const auto soon = [] { asyncio::Loop::running()->call_soon([] { say("never"); }); };
  EXPECT_EQ(lost(soon, 1), "call MemoryError ok");
  EXPECT_EQ(lost(soon, 2), "call MemoryError ok");
  const auto later = [] { asyncio::Loop::running()->call_later(0, [] { say("never"); }); };
  EXPECT_EQ(lost(later, 1), "call MemoryError ok");
  EXPECT_EQ(lost(later, 2), "call MemoryError ok");
  const auto after = [] { asyncio::Loop::running()->call_after_ms(0, [] { say("never"); }); };
  EXPECT_EQ(lost(after, 1), "call MemoryError ok");
  EXPECT_EQ(lost(after, 2), "call MemoryError ok");
  const auto named = [] { asyncio::NamedTask("named", nothing()); };
  EXPECT_EQ(lost(named, 1), "named MemoryError ok");
  EXPECT_EQ(lost(named, 2), "named MemoryError ok");
  EXPECT_EQ(lost(named, 3), "named MemoryError ok");
}

TEST(LostTasks, ThatTheHandlerItselfCreatesAreToldByTheDefaultOne) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Loop::running()->set_exception_handler(
                  [](asyncio::Loop&, const asyncio::ExceptionContext& context) {
                    say("told of", context.task_name);
                    asyncio::FramePool::current().fail_allocation(1);
                    asyncio::create_task(nothing(), {.name = "rescue"});
                  });
              for (int round = 0; round != 2; ++round) {
                asyncio::FramePool::current().fail_allocation(1);
                asyncio::create_task(nothing(), {.name = "work"});
              }
              EXPECT_NE(sim()->transcript().find("no memory for a task: task 'rescue'"),
                        std::string::npos);
              co_return;
            }),
            "told of work told of work ok");
}

}  // namespace
