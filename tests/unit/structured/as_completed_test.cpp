// SPDX-License-Identifier: MIT
// as_completed: the order of ends.
#include "tests/support/scenario.hpp"

#include <uasyncio/structured/as_completed.hpp>
#include <vector>

using namespace scenario;
using asyncio::AnyTask;
using asyncio::Coro;
using asyncio::Task;

namespace {

std::vector<Task<int>> three_tasks() {
  std::vector<Task<int>> tasks;
  for (int milliseconds : {5, 1, 3}) {
    tasks.push_back(asyncio::create_task(value_after(milliseconds, milliseconds)));
  }
  return tasks;
}

}  // namespace

TEST(AsCompleted, GivesTasksInTheOrderOfTheirEnds) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto tasks = three_tasks();
              auto completed = asyncio::as_completed(tasks);
              while (auto task = co_await completed.next()) say(co_await *task, now_ms());
              say((co_await completed.next()) ? "more" : "end");
            }),
            "1 1 3 3 5 5 end ok");
}

TEST(AsCompleted, WhatIsOverComesFirstAndFailuresComeOutAtTheTask) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> slow = asyncio::create_task(cleanup("slow", 3));
              Task<> bad = asyncio::create_task(failing(0));
              Task<int> good = asyncio::create_task(value_after(1, 0));
              co_await asyncio::sleep_ms(1);
              auto mixed = asyncio::as_completed(slow, bad, good, Task<>());
              while (auto task = co_await mixed.next()) {
                static_assert(std::is_same_v<decltype(task), std::optional<AnyTask>>);
                say(*task == bad ? "bad" : *task == good ? "good" : *task ? "slow" : "none");
                say(task->error().name());
              }
              auto same = asyncio::as_completed(bad, slow);
              auto first = co_await same.next();
              say(co_await error_of(*first));
            }),
            "{ ~failing bad UserError good no error none RuntimeError "
            "slow } slow no error UserError ok");
}

TEST(AsCompleted, DestroyedEarlyItLeavesTheTasksAlone) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto tasks = three_tasks();
              {
                auto completed = asyncio::as_completed(tasks);
                say(co_await *co_await completed.next());
              }
              say(co_await tasks[0], co_await tasks[2]);
            }),
            "1 5 3 ok");
}

TEST(AsCompleted, SeveralTasksTakeEachTaskOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto tasks = three_tasks();
              auto completed = asyncio::as_completed(tasks);
              auto takes = [&completed](const char* name) -> Coro<> {
                while (auto task = co_await completed.next()) say(name, co_await *task);
                say(name, "end");
              };
              co_await asyncio::gather(takes("a"), takes("b"));
            }),
            "a 1 b 3 a 5 a end b end ok");
}

TEST(AsCompleted, WhatWasGivenToACancelledTaskGoesToTheNext) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto tasks = three_tasks();
              auto completed = asyncio::as_completed(tasks);
              auto takes = [&completed](const char* name) -> Coro<> {
                while (auto task = co_await completed.next()) say(name, co_await *task);
              };
              Task<> a = asyncio::create_task(takes, "a");
              Task<> b = asyncio::create_task(takes, "b");
              // Sleeps as long as the first one, and runs behind it in the same pass.
              co_await asyncio::sleep_ms(1);
              a.cancel();
              co_await b;
              say(a.error().name());
            }),
            "b 1 b 3 b 5 CancelledError ok");
}

TEST(AsCompleted, ATimeOutLosesNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto tasks = three_tasks();
              auto completed = asyncio::as_completed(tasks);
              for (int i = 0; i != 3; ++i) {
                say(co_await error_of(asyncio::wait_for_ms(completed.next(), 0)));
              }
              while (auto task = co_await completed.next()) say(co_await *task);
            }),
            "TimeoutError TimeoutError TimeoutError 1 3 5 ok");
}

TEST(AsCompleted, WithoutRoomItIsAMemoryErrorAtNext) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto tasks = three_tasks();
              auto takes = [&tasks]() -> Coro<> {
                auto completed = asyncio::as_completed(tasks);
                (void)co_await completed.next();
              };
              Coro<> taking = takes();
              asyncio::FramePool::current().fail_allocation(1);
              auto result = co_await asyncio::as_result(std::move(taking));
              say(result.error().name());
              co_await asyncio::gather(tasks);
            }),
            "MemoryError ok");
}

TEST(AsCompleted, OfNothingEndsAtOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::vector<Task<int>> none;
              auto completed = asyncio::as_completed(none);
              say((co_await completed.next()) ? "more" : "end");
            }),
            "end ok");
}

TEST(AsCompleted, CoroutinesAndOtherAwaitablesBecomeTasks) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto same = asyncio::as_completed(value_after(1, 3), value_after(2, 1));
              while (auto task = co_await same.next()) say(co_await *task);
              Task<int> task = asyncio::create_task(value_after(3, 1));
              auto mixed = asyncio::as_completed(asyncio::sleep_ms(3), task, fails_after(2));
              while (auto each = co_await mixed.next()) say(each->error().name());
              auto none = asyncio::as_completed();
              EXPECT_FALSE(co_await none.next());
            }),
            "2 1 no error OSError no error ok");
}

TEST(AsCompleted, OfARangeThatIsGivenAway) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::vector<Coro<int>> coros;
              for (int i = 0; i != 4; ++i) coros.push_back(value_after(i, 4 - i));
              Coro<int> gone = value_after(9, 1);
              const Coro<int> kept = std::move(gone);
              coros.push_back(std::move(gone));  // NOLINT: moved from on purpose
              auto completed = asyncio::as_completed(std::move(coros));
              while (auto task = co_await completed.next()) {
                auto value = co_await asyncio::as_result(*task);
                say(value ? std::to_string(*value) : value.error().name());
              }
              auto none = asyncio::as_completed(std::vector<Coro<>>());
              EXPECT_FALSE(co_await none.next());
            }),
            "RuntimeError 3 2 1 0 ok");
}

TEST(AsCompleted, WithoutRoomNothingBegins) {
  EXPECT_EQ(played([]() -> Coro<> {
              Coro<int> coro = value_after(1, 1);
              asyncio::FramePool::current().fail_allocation(1);
              auto completed = asyncio::as_completed(std::move(coro));
              auto next = co_await asyncio::as_result(completed.next());
              say(next.error().name());
            }),
            "MemoryError ok");
}
