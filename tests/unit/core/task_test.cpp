// SPDX-License-Identifier: MIT
// Tasks and their handles.
#include "uasyncio/core/task.hpp"

#include "tests/support/scenario.hpp"

#include <algorithm>
#include <memory>
#include <vector>

using namespace scenario;
using asyncio::AnyTask;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Task;

namespace {

TEST(Task, NeverStartsInsideCreateTask) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> task = asyncio::create_task(value_after(1, 0));
              EXPECT_FALSE(task.done());
              EXPECT_EQ(task.error(), Error::none);
              EXPECT_EQ(task.take_result().error(), Error::runtime);
              say(co_await task, co_await task);
              EXPECT_EQ(task.result(), 1);
            }),
            "1 1 ok");
}

TEST(Task, ADefaultHandleIsOver) {
  EXPECT_EQ(played([]() -> Coro<> {
              const Task<int> none;
              EXPECT_TRUE(none.done());
              EXPECT_FALSE(none.cancelled());
              co_await none;
            }),
            "RuntimeError");
}

TEST(Task, RunsOnWhenItsHandleIsDropped) {
  EXPECT_EQ(played([]() -> Coro<> {
              (void)asyncio::create_task([]() -> Coro<> {
                co_await asyncio::sleep_ms(1);
                say("ran");
              });
              co_await asyncio::sleep_ms(2);
            }),
            "ran ok");
}

TEST(Task, KeepsItsValueUntilTheLastHandleGoes) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto witness = std::make_shared<int>(1);
              auto gives = [](std::shared_ptr<int> given) -> Coro<std::shared_ptr<int>> {
                co_return given;
              };
              Task<std::shared_ptr<int>> task = asyncio::create_task(gives(witness));
              Task<std::shared_ptr<int>> other = task;
              co_await asyncio::sleep_ms(0);
              task = {};
              EXPECT_GT(witness.use_count(), 1);
              other = {};
              EXPECT_EQ(witness.use_count(), 1);
            }),
            "ok");
}

TEST(Task, WithoutAValueFreesItsArgumentsWhenItEnds) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto witness = std::make_shared<int>(1);
              auto takes = [](std::shared_ptr<int>) -> Coro<> { co_return; };
              Task<> task = asyncio::create_task(takes(witness));
              co_await task;
              EXPECT_EQ(witness.use_count(), 1);
            }),
            "ok");
}

TEST(Task, ThatFailsFreesItsArgumentsWhenItEnds) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto witness = std::make_shared<int>(1);
              auto fails = [](std::shared_ptr<int>) -> Coro<int> {
                co_await asyncio::fail(Error::os(5));
                co_return 1;
              };
              const Task<int> kept = asyncio::create_task(fails(witness));
              EXPECT_FALSE((co_await asyncio::as_result(kept)).ok());
              EXPECT_EQ(witness.use_count(), 1);
            }),
            "ok");
}

TEST(Task, TakeResultMovesTheValueOut) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto makes = []() -> Coro<std::unique_ptr<int>> {
                co_return std::make_unique<int>(4);
              };
              Task<std::unique_ptr<int>> task = asyncio::create_task(makes());
              co_await asyncio::sleep_ms(0);
              auto result = task.take_result();
              say(**result);
            }),
            "4 ok");
}

TEST(Task, HasAName) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> named = asyncio::create_task(value_after(1, 0), {.name = "blink"});
              Task<int> unnamed = asyncio::create_task(value_after(1, 0));
              say(asyncio::current_task().name());
#if UASYNCIO_DIAGNOSTICS
              EXPECT_STREQ(named.name(), "blink");
#endif
              EXPECT_STREQ(unnamed.name(), "task");
              co_await named;
            }),
            UASYNCIO_DIAGNOSTICS ? "main ok" : "task ok");
}

TEST(Task, MayHaveFourThousandHandles) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> task = asyncio::create_task(value_after(9, 1));
              {
                const std::vector<Task<int>> handles(4000, task);
                say(co_await handles.back());
              }
              EXPECT_EQ(task.result(), 9);
            }),
            "9 ok");
}

TEST(Task, KeepsACallableAndItsArgumentsAlive) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto witness = std::make_shared<int>(7);
              Task<int> task = asyncio::create_task(
                  [witness](std::string text) -> Coro<int> {
                    co_await asyncio::sleep_ms(1);
                    co_return *witness + static_cast<int>(text.size());
                  },
                  std::string("three"));
              witness.reset();
              say(co_await task);
            }),
            "12 ok");
}

TEST(AllTasks, AreThoseThatAreNotOverAndMayChangeMeanwhile) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::vector<Task<>> tasks;
              for (int count = 0; count != 200; ++count) {
                tasks.push_back(asyncio::create_task(hang("")));
              }
              tasks.push_back(asyncio::create_task([]() -> Coro<> { co_return; }));
              co_await asyncio::sleep_ms(0);
              int found = 0;
              for (AnyTask task : asyncio::all_tasks()) {
                EXPECT_FALSE(task.done());
                ++found;
                // New ones and cancelled ones do not disturb the walk.
                if (found % 10 == 0) tasks.push_back(asyncio::create_task(hang("")));
                tasks[static_cast<std::size_t>(found) % 200].cancel();
                if (found == 100) co_await asyncio::sleep_ms(0);
              }
              EXPECT_GE(found, 100);
              tasks.clear();
              words().clear();
            }).substr(0, 2),
            "ok");
}

TEST(AllTasks, LeaveOutThoseOfOtherLoops) {
  asyncio::SimPort port;
  asyncio::Loop other(port);
  const Task<> theirs = other.create_task(hang("theirs"));
  EXPECT_EQ(played([]() -> Coro<> {
              int found = 0;
              for (AnyTask task : asyncio::all_tasks()) {
                ++found;
                EXPECT_TRUE(task == asyncio::current_task());
              }
              say(found);
              co_return;
            }),
            "1 ok");
  theirs.cancel();
  other.close();
}

}  // namespace
