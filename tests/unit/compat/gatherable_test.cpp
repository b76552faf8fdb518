// SPDX-License-Identifier: MIT
// Gatherable and Gather; gather of anything that can be awaited.
#include "tests/support/scenario.hpp"

#include <uasyncio/compat/gatherable.hpp>
#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Gather;
using asyncio::Gatherable;
using asyncio::Task;

TEST(Gatherable, EachPartHasATimeLimitOfItsOwn) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Event event;
              auto [a, b, c, d] = co_await Gather(
                  Gatherable(value_after(1, 5)), Gatherable(value_after(2, 5), 0.002),
                  Gatherable(event.wait(), 3ms), Gatherable(failing(1), 1));
              say(a.value(), b.error().name(), c.error().name(), d.error().name(), now_ms());
            }),
            "~failing 1 TimeoutError TimeoutError UserError 5 ok");
}

TEST(Gatherable, ByItselfItIsAWaitFor) {
  EXPECT_EQ(played([]() -> Coro<> {
              say(co_await Gatherable(value_after(1, 5), 1));
              Task<int> task = asyncio::create_task(value_after(2, 5));
              say(co_await Gatherable(task));
            }),
            "1 2 ok");
}

TEST(GatherAny, TakesWhateverCanBeAwaited) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Event event;
              Task<int> task = asyncio::create_task(value_after(3, 2));
              asyncio::Loop::running()->call_later_ms(4, [&] { event.set(); });
              auto [a, b, c, d] =
                  co_await asyncio::gather(event.wait(), asyncio::wait_for(value_after(2, 1), 1),
                                           task, asyncio::sleep_ms(3));
              static_assert(std::is_same_v<decltype(a), asyncio::Void>);
              static_assert(std::is_same_v<decltype(d), asyncio::Void>);
              say(b, c, now_ms());
              const std::vector<Task<int>> constant{task};
              co_await asyncio::gather(constant);
            }),
            "2 3 4 ok");
}

TEST(GatherAny, AFailureEndsTheOthersAndAnEventKeepsNoWaiter) {
  EXPECT_EQ(played([]() -> Coro<> {
              {
                asyncio::Event event;
                auto result = co_await asyncio::as_result(
                    asyncio::gather(event.wait(), asyncio::wait_for_ms(hang("h"), 1)));
                say(result.error().name());
              }
              co_await asyncio::sleep_ms(1);
            }),
            "h TimeoutError ok");
}

// MicroPython: RuntimeError("can't gather") for a task that is listed twice, that somebody awaits,
// or that is in another gather; and the callbacks of earlier arguments stay installed.
TEST(OriginalDefectsOfGather, ATaskMayBeSharedInEveryWay) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> task = asyncio::create_task(value_after(7, 2));
              Task<int> awaits = asyncio::create_task(
                  [](Task<int> shared) -> Coro<int> { co_return co_await shared; }, task);
              Task<int> gathers = asyncio::create_task(
                  [](Task<int> shared) -> Coro<int> {
                    auto [value] = co_await asyncio::gather(shared);
                    co_return value;
                  },
                  task);
              co_await asyncio::sleep_ms(1);
              auto [a, b, c, d] = co_await asyncio::gather(task, task, awaits, gathers);
              say(a, b, c, d);
            }),
            "7 7 7 7 ok");
}

// MicroPython: awaiting a task that is part of a gather is RuntimeError("can't wait").
TEST(OriginalDefectsOfGather, AGatheredTaskMayBeAwaited) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> task = asyncio::create_task(value_after(7, 2));
              Task<> gathers = asyncio::create_task(
                  [](Task<int> shared) -> Coro<> { co_await asyncio::gather(shared); }, task);
              co_await asyncio::sleep_ms(1);
              say(co_await task);
              co_await gathers;
            }),
            "7 ok");
}

// In micropython-async V2 the coroutine itself had to catch its time-out and return a value that
// says so.
TEST(OriginalDefectsOfGather, ATimedOutPartIsAResultOfItsOwn) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto [late] = co_await Gather(Gatherable(value_after(7, 2), 1ms));
              say(late.error() == Error::timeout ? "late" : "?");
            }),
            "late ok");
}
