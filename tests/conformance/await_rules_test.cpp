// The rules of MicroPython's asyncio: awaiting tasks.
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

Coro<> other() {
  say("other");
  co_return;
}

}  // namespace

TEST(AwaitRules, AFinishedTaskIsAwaitedWithoutYielding) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> good = asyncio::create_task(value_after(1, 0));
              Task<> bad = asyncio::create_task(failing(0));
              co_await asyncio::sleep_ms(1);
              asyncio::create_task(other());
              say(co_await good);
              auto result = co_await asyncio::as_result(bad);
              say(result.error().name());
              co_await asyncio::sleep_ms(0);
            }),
            "~failing 1 UserError other ok");
}

TEST(AwaitRules, SeveralWaitersGoOnInTheOrderInWhichTheyBeganToWait) {
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

TEST(AwaitRules, EveryWaiterGetsItsOwnCopyOfTheValueAndLaterOnesToo) {
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

TEST(AwaitRules, AllWaitersOfAFailedTaskFail) {
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

// In the original the waiter cannot tell this from its own cancellation.
TEST(AwaitRules, ATaskThatWasCancelledIsAFailureForItsWaiters) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(hang("left"));
              Loop::running()->call_later_ms(1, [task] { task.cancel(); });
              auto outcome = co_await asyncio::as_outcome(task);
              say(outcome.error().name(), outcome.cancelled() ? "mine" : "the-child's");
              co_await task;
              say("never");
            }),
            "left CancelledError the-child's CancelledError");
}

TEST(AwaitRules, ATaskWhoseHandleIsDroppedGoesOn) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task([]() -> Coro<> {
                co_await asyncio::sleep_ms(5);
                say("done");
              });
              co_await asyncio::sleep_ms(10);
            }),
            "done ok");
}

TEST(AwaitRules, AChainOfTasksGivesTheValueToTheOutermost) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> task = asyncio::create_task(value_after(1, 1));
              auto plus_one = [](Task<int> one) -> Coro<int> { co_return co_await one + 1; };
              for (int depth = 0; depth != 50; ++depth) task = asyncio::create_task(plus_one, task);
              say(co_await task);
            }),
            "51 ok");
}

// The run hands its value out, and the waiters of main still find theirs.
TEST(AwaitRules, AValueThatARunGaveOutIsStillThereForTheWaiters) {
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
