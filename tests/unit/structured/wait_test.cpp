// SPDX-License-Identifier: MIT
// wait: some or all of several tasks, without touching them.
#include "tests/support/scenario.hpp"

#include <array>
#include <uasyncio/structured/wait.hpp>
#include <vector>

using namespace scenario;
using asyncio::AnyTask;
using asyncio::Coro;
using asyncio::ReturnWhen;
using asyncio::Task;

TEST(Wait, ForAllOfDifferentTypes) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> a = asyncio::create_task(value_after(1, 2));
              Task<> b = asyncio::create_task(fails_after(3));
              Task<> c = asyncio::create_task(hang("c"));
              asyncio::Loop::running()->call_later_ms(4, [c] { c.cancel(); });
              say(co_await asyncio::wait(a, b, c), now_ms());
              say(a.result(), b.error().name(), c.error().name());
            }),
            "c 3 4 1 OSError CancelledError ok");
}

TEST(Wait, ForTheFirstOneLeavesTheOthersAlone) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::vector<Task<int>> tasks{asyncio::create_task(value_after(1, 5)),
                                           asyncio::create_task(value_after(2, 3))};
              const auto& same = tasks;
              say(co_await asyncio::wait(same, ReturnWhen::first_completed), now_ms());
              say(tasks[1].done() ? "second" : "?");
              say(co_await asyncio::wait(tasks), now_ms());
              say(co_await asyncio::wait(tasks[0], tasks[1], ReturnWhen::first_completed));
            }),
            "1 3 second 2 5 2 ok");
}

TEST(Wait, ForTheFirstFailureACancelIsNone) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::array<Task<>, 4> tasks{
                  asyncio::create_task(hang("victim")), asyncio::create_task(cleanup("b", 1)),
                  asyncio::create_task(fails_after(3)), asyncio::create_task(cleanup("d", 5))};
              asyncio::Loop::running()->call_later_ms(2, [victim = tasks[0]] { victim.cancel(); });
              say(co_await asyncio::wait(tasks, ReturnWhen::first_exception), now_ms());
              say(co_await asyncio::wait(tasks, ReturnWhen::first_exception), now_ms());
              Task<> good = tasks[1];
              say(co_await asyncio::wait(good, tasks[0], ReturnWhen::first_exception));
              co_await tasks[3];
            }),
            "{ { b } victim 3 3 3 3 2 d } ok");
}

TEST(Wait, WhatIsDoneAlreadyDoesNotYield) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> done = asyncio::create_task(fails_after(0));
              co_await asyncio::sleep_ms(0);
              co_await asyncio::sleep_ms(0);
              Task<> other = asyncio::create_task(cleanup("other", 0));
              say(co_await asyncio::wait(done), co_await asyncio::wait(done, Task<>()));
              std::vector<AnyTask> none;
              say(co_await asyncio::wait(none));
              co_await other;
            }),
            "1 2 0 { other } ok");
}

TEST(Wait, GivesUpAfterItsTimeWithoutAFailure) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::vector<Task<int>> tasks{asyncio::create_task(value_after(1, 5)),
                                           asyncio::create_task(value_after(2, 3))};
              say(co_await asyncio::wait(tasks, ReturnWhen::all_completed, 0), now_ms());
              say(co_await asyncio::wait_ms(tasks, ReturnWhen::all_completed, 4), now_ms());
              say(co_await asyncio::wait(tasks, ReturnWhen::all_completed, 0.5), now_ms());
              say(co_await asyncio::wait(tasks, ReturnWhen::all_completed, 5ms), now_ms());
              co_await asyncio::sleep_ms(10);
            }),
            "0 0 1 4 2 5 2 5 ok");
}

TEST(Wait, CancellingItLeavesTheTasksAlone) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::vector<Task<int>> tasks{asyncio::create_task(value_after(1, 5)),
                                           asyncio::create_task(value_after(2, 3))};
              auto waits = [&tasks]() -> Coro<> {
                Guard guard("waiter");
                (void)co_await asyncio::wait(tasks, ReturnWhen::all_completed, 9);
              };
              for (int steps : {1, 3}) {
                Task<> waiter = asyncio::create_task(waits);
                co_await asyncio::sleep_ms(steps);
                say((co_await asyncio::cancel_and_wait(waiter)).name(), now_ms());
              }
              say(co_await error_of(asyncio::wait_for_ms(waits(), 0)));
              say(co_await tasks[0], co_await tasks[1], now_ms());
            }),
            "waiter CancelledError 1 waiter CancelledError 4 waiter TimeoutError 1 2 5 ok");
}

TEST(Wait, ATaskMayWaitForATaskThatWaitsForItAndBeCancelled) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> first, second;
              auto waits = [](Task<>* other) -> Coro<> { (void)co_await asyncio::wait(*other); };
              first = asyncio::create_task(waits, &second);
              second = asyncio::create_task(waits, &first);
              co_await asyncio::sleep_ms(1);
              say((co_await asyncio::cancel_and_wait(first)).name());
              co_await second;
            }),
            "CancelledError ok");
}

TEST(Wait, WithoutRoomForTheWatchersItIsAMemoryError) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::vector<Task<int>> tasks{asyncio::create_task(value_after(1, 1))};
              auto waits = [&tasks]() -> Coro<> { (void)co_await asyncio::wait(tasks); };
              Coro<> waiting = waits();
              asyncio::FramePool::current().fail_allocation(1);
              auto result = co_await asyncio::as_result(std::move(waiting));
              say(result.error().name(), co_await tasks[0]);
            }),
            "MemoryError 1 ok");
}

TEST(Wait, TheLoopMayBeDestroyedInTheMiddle) {
  {
    asyncio::SimPort port;
    asyncio::Loop loop(port);
    auto make = []() -> Coro<> {
      asyncio::create_task([]() -> Coro<> {
        std::vector<Task<int>> tasks{asyncio::create_task(value_after(1, 50'000)),
                                     asyncio::create_task(value_after(2, 30'000))};
        (void)co_await asyncio::wait(tasks, ReturnWhen::all_completed, 90);
      });
      co_await asyncio::sleep_ms(1);
    };
    EXPECT_TRUE(loop.run_until_complete(make()));
  }
  EXPECT_EQ(asyncio::FramePool::current().used(), 0u);
}

namespace {

Coro<> owns(const char* name, int milliseconds) {
  co_await asyncio::sleep_ms(milliseconds);
  say(name);
}

}  // namespace

TEST(Wait, CoroutinesAndOtherAwaitablesBecomeTasksThatGoOn) {
  EXPECT_EQ(played([]() -> Coro<> {
              say(co_await asyncio::wait(owns("a", 1), asyncio::sleep_ms(2), value_after(1, 3)));
              Task<> task = asyncio::create_task(owns("task", 9));
              say(co_await asyncio::wait(task, owns("first", 1), owns("late", 5),
                                         ReturnWhen::first_completed));
              say(now_ms());
              co_await task;
            }),
            "a 3 first 1 4 late task ok");
}

TEST(Wait, TakesAnyNumberALimitAndAConditionInOneLine) {
  EXPECT_EQ(
      played([]() -> Coro<> {
        Task<> a = asyncio::create_task(owns("a", 1));
        Task<> b = asyncio::create_task(owns("b", 2));
        Task<int> c = asyncio::create_task(value_after(3, 3));
        say(co_await asyncio::wait(a, b, c, a, b, ReturnWhen::first_completed));
        say(co_await asyncio::wait(a, b, c, ReturnWhen::all_completed, 0.001));
        say(co_await asyncio::wait(a, b, c, 500us), now_ms());
        say(co_await asyncio::wait(fails_after(1), owns("d", 2), ReturnWhen::first_exception, 1));
        co_await asyncio::sleep_ms(5);
      }),
      "a 2 b 2 2 2 1 d ok");
}

TEST(Wait, ForARangeThatIsGivenAway) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::vector<Coro<int>> coros;
              for (int i = 0; i != 5; ++i) coros.push_back(value_after(i, 5 - i));
              auto waits = asyncio::wait(std::move(coros), ReturnWhen::first_completed);
              say(co_await std::move(waits), now_ms());
              std::vector naps{asyncio::sleep_ms(1), asyncio::sleep_ms(9)};
              say(co_await asyncio::wait(std::move(naps), ReturnWhen::all_completed, 3ms));
              say(co_await asyncio::wait(std::vector<Coro<>>()), now_ms());
              std::vector<AnyTask> tasks{asyncio::create_task(value_after(1, 1)), AnyTask()};
              say(co_await asyncio::wait(std::move(tasks)));
            }),
            "1 1 1 0 4 2 ok");
}

TEST(Wait, WhatWasMovedFromIsDoneAndHasFailed) {
  EXPECT_EQ(
      played([]() -> Coro<> {
        Coro<> gone = owns("never", 1);
        const Coro<> kept = std::move(gone);
        say(co_await asyncio::wait(std::move(gone), owns("a", 1)));  // NOLINT
        say(co_await asyncio::wait(std::move(gone), owns("b", 1), ReturnWhen::first_exception));
        co_await asyncio::sleep_ms(2);
      }),
      "a 2 1 b ok");
}

TEST(Wait, WithoutRoomNothingBegins) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::FramePool& pool = asyncio::FramePool::current();
              Coro<> one = owns("never", 1);
              pool.fail_allocation(1);
              auto waits = asyncio::wait(std::move(one));
              say((co_await asyncio::as_result(std::move(waits))).error().name());
              std::vector<Coro<>> coros;
              coros.push_back(owns("never", 1));
              auto range = asyncio::wait(std::move(coros));
              pool.fail_allocation(1);
              say((co_await asyncio::as_result(std::move(range))).error().name());
            }),
            "MemoryError MemoryError ok");
}
