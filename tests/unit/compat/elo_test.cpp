// SPDX-License-Identifier: MIT
// ELO: a task as an event.
#include "tests/support/scenario.hpp"

#include <uasyncio/compat/elo.hpp>
#include <uasyncio/structured/wait_any.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::ELO;
using asyncio::Error;
using asyncio::Event;
using asyncio::Task;
using asyncio::WaitAny;

TEST(ELO, StartsAtOnceAndWaitsForTheEnd) {
  EXPECT_EQ(played([]() -> Coro<> {
              ELO of_coro(value_after(42, 3));
              ELO of_function(value_after, 99, 2);
              Task<int> task = asyncio::create_task(value_after(88, 1));
              ELO of_task(task);
              say(of_task.is_set() ? "set" : "running");
              co_await of_coro.wait();
              say(now_ms(), of_coro.task().result(), co_await of_function.task());
              co_await of_task;
              say(of_task.task().result(), of_task.is_set() ? "set" : "running");
            }),
            "running 3 42 99 88 set ok");
}

TEST(ELO, WaitNeverFails) {
  EXPECT_EQ(played([]() -> Coro<> {
              ELO fails(failing(1));
              say((co_await fails.wait()).name());
              ELO hangs(hang("h"));
              co_await asyncio::sleep_ms(1);
              hangs.task().cancel();
              say((co_await hangs.wait()).name());
              Coro<> body = hang("never");
              asyncio::FramePool::current().fail_allocation(1);
              ELO none(std::move(body));
              say((co_await none.wait()).name());
            }),
            "~failing UserError h CancelledError MemoryError ok");
}

TEST(ELO, WinsAndLosesInAWaitAny) {
  EXPECT_EQ(played([]() -> Coro<> {
              ELO elo(value_after(1, 2));
              Event event;
              WaitAny any(event, elo);
              say(co_await any.wait() == elo ? "elo" : "event", now_ms());
            }),
            "elo 2 ok");
}

TEST(ELO, DestroyingItOrCancellingAWaitLeavesTheTaskRunning) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> task;
              {
                ELO elo(value_after(1, 5));
                task = elo.task();
                say(co_await error_of(asyncio::wait_for_ms(elo.wait(), 2)));
              }
              say(co_await task, now_ms());
            }),
            "TimeoutError 1 5 ok");
}

// The original cancels the loser, against its documentation.
TEST(OriginalDefectsOfELO, ALoserInAWaitAnyKeepsRunning) {
  EXPECT_EQ(played([]() -> Coro<> {
              ELO elo(value_after(7, 5));
              Event event;
              event.set();
              say((co_await WaitAny(elo, event)).index(), now_ms());
              say(co_await elo.task(), now_ms());
            }),
            "1 0 7 5 ok");
}
