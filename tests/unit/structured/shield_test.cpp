// SPDX-License-Identifier: MIT
#include "uasyncio/structured/shield.hpp"

#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

namespace {

TEST(Shield, GivesTheValueAndTheFailure) {
  EXPECT_EQ(played([]() -> Coro<> {
              say(co_await asyncio::shield(value_after(5, 1)));
              Task<int> task = asyncio::create_task(value_after(6, 1));
              say(co_await asyncio::shield(task));
              co_await asyncio::shield(failing(1));
            }),
            "5 6 ~failing UserError");
}

TEST(Shield, CancellingTheWaiterLeavesTheTaskAlone) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> inner = asyncio::create_task(value_after(7, 10));
              auto waits = [](Task<int> task) -> Coro<> {
                Guard guard("waiter");
                (void)co_await asyncio::shield(task);
              };
              Task<> waiter = asyncio::create_task(waits(inner));
              co_await asyncio::sleep_ms(1);
              waiter.cancel();
              say(co_await inner, waiter.cancelled() ? "cancelled" : "not");
            }),
            "waiter 7 cancelled ok");
}

TEST(Shield, ATimeOutLeavesTheCoroutineOrTheTaskRunning) {
  EXPECT_EQ(played([]() -> Coro<> {
              say(co_await error_of(asyncio::wait_for_ms(asyncio::shield(cleanup("work", 10)), 5)));
              say(now_ms());
              co_await asyncio::sleep_ms(10);
              Task<int> task = asyncio::create_task(value_after(1, 10));
              say(co_await error_of(asyncio::wait_for_ms(asyncio::shield(task), 5)));
              say(co_await task, now_ms());
            }),
            "{ TimeoutError 5 work } TimeoutError 1 25 ok");
}

TEST(Shield, OfATaskThatIsCancelledItselfIsAnOrdinaryFailure) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> inner = asyncio::create_task(hang("inner"));
              co_await asyncio::sleep_ms(1);
              inner.cancel();
              co_await asyncio::shield(inner);
            }),
            "inner CancelledError");
}

TEST(Shield, WithoutMemoryFails) {
  EXPECT_EQ(played([]() -> Coro<> {
              Coro<int> work = value_after(1, 1);
              asyncio::FramePool::current().fail_allocation(1);
              (void)co_await asyncio::shield(std::move(work));
            }),
            "MemoryError");
}

}  // namespace
