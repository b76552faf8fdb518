// SPDX-License-Identifier: MIT
// Tasks that are awaited: order, values and failures, by several and by late waiters.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Loop;
using asyncio::Task;

namespace {

const char* const long_text = "a text that is too long for the small-string buffer";

Coro<std::string> text_after(int milliseconds) {
  co_await asyncio::sleep_ms(milliseconds);
  co_return long_text;
}

}  // namespace

TEST(AwaitedTask, ThatHasEndedDoesNotYield) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> good = asyncio::create_task(value_after(1, 0));
              Task<> bad = asyncio::create_task(failing(0));
              co_await asyncio::sleep_ms(1);
              asyncio::create_task(says("other"));
              say(co_await good);
              say(co_await error_of(bad));
              co_await asyncio::sleep_ms(0);
            }),
            "~failing 1 UserError other ok");
}

TEST(AwaitedTask, WakesItsWaitersInTheOrderInWhichTheyBeganToWait) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> task = asyncio::create_task(value_after(7, 5));
              auto waits = [](std::string_view name, int delay, Task<int> one) -> Coro<> {
                co_await asyncio::sleep_ms(delay);
                say(name);
                say(name, co_await one);
              };
              Task<> third = asyncio::create_task(waits, std::string_view("c"), 3, task);
              asyncio::create_task(waits, std::string_view("a"), 0, task);
              asyncio::create_task(waits, std::string_view("b"), 2, task);
              co_await third;
            }),
            "a b c a 7 b 7 c 7 ok");
}

TEST(AwaitedTask, GivesEveryWaiterItsOwnCopyOfTheValueAndLaterOnesToo) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<std::string> task = asyncio::create_task(text_after(1));
              auto steals = [](Task<std::string> one) -> Coro<> {
                std::string mine = co_await one;
                say(mine == long_text ? "whole" : "empty");
                mine.clear();
              };
              Task<> first = asyncio::create_task(steals, task);
              Task<> second = asyncio::create_task(steals, task);
              co_await first;
              co_await second;
              co_await steals(task);
            }),
            "whole whole whole ok");
}

TEST(AwaitedTask, ThatFailsFailsAllItsWaiters) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> bad = asyncio::create_task(failing(1));
              auto waits = [](Task<> one) -> Coro<> {
                auto result = co_await asyncio::as_result(one);
                say(result.error().name(), result.error().code);
              };
              Task<> first = asyncio::create_task(waits, bad);
              Task<> second = asyncio::create_task(waits, bad);
              co_await waits(bad);
              co_await first;
              co_await second;
            }),
            "~failing UserError 1 UserError 1 UserError 1 ok");
}

TEST(AwaitedTask, OfAnotherGivesTheValueThroughAChain) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> task = asyncio::create_task(value_after(1, 1));
              auto plus_one = [](Task<int> one) -> Coro<int> { co_return co_await one + 1; };
              for (int depth = 0; depth != 50; ++depth) task = asyncio::create_task(plus_one, task);
              say(co_await task);
            }),
            "51 ok");
}

// The run hands its value out, and the waiters of main still find theirs.
TEST(AwaitedTask, KeepsTheValueThatARunGaveOutForItsWaiters) {
  words().clear();
  asyncio::SimPort port;
  Loop loop(port);
  Task<std::string> main_task = loop.create_task(text_after(1));
  auto waits = [](Task<std::string> one) -> Coro<> {
    say(co_await one == long_text ? "whole" : "empty");
  };
  Task<> waiter = loop.create_task(waits(main_task));
  say(loop.run_until_complete(main_task).value() == long_text ? "whole" : "empty");
  EXPECT_TRUE(loop.run_until_complete(waiter));
  EXPECT_TRUE(loop.run_until_complete(waits(main_task)));
  say(loop.run_until_complete(main_task).value() == long_text ? "whole" : "empty");
  EXPECT_EQ(words(), "whole whole whole whole");
}

#if UASYNCIO_EXCEPTIONS
TEST(AwaitedTask, GivesEveryWaiterTheSameExceptionObject) {
  EXPECT_EQ(played([]() -> Coro<> {
              struct Mine {
                int code;
              };
              Task<> task = asyncio::create_task([]() -> Coro<> {
                co_await asyncio::sleep_ms(1);
                throw Mine{12};
              });
              auto waits = [](Task<> one) -> Coro<const void*> {
                try {
                  co_await one;
                } catch (const Mine& mine) {
                  say(mine.code);
                  co_return &mine;
                }
                co_return nullptr;
              };
              Task<const void*> first = asyncio::create_task(waits, task);
              Task<const void*> second = asyncio::create_task(waits, task);
              say(co_await first == co_await second ? "same" : "copies");
            }),
            "12 12 same ok");
}
#endif
