// SPDX-License-Identifier: MIT
// wait_for: what it awaits, what it ends with, and what it leaves behind.
#include "tests/support/scenario.hpp"

#include <limits>

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

TEST(WaitFor, GivesTheValueInTime) {
  EXPECT_EQ(played([]() -> Coro<> {
              say(co_await asyncio::wait_for_ms(value_after(4, 3), 5));
              say(co_await asyncio::wait_for(value_after(5, 3), 0.005));
              say(co_await asyncio::wait_for(value_after(6, 3), 5ms));
              say(co_await asyncio::wait_for(value_after(7, 3000), std::nullopt));
            }),
            "4 5 6 7 ok");
}

TEST(WaitFor, WithAHugeLimitHasNone) {
  EXPECT_EQ(played([]() -> Coro<> {
              constexpr auto longest = std::numeric_limits<std::int64_t>::max();
              say(co_await asyncio::wait_for_ms(value_after(1, 50), longest));
              say(co_await asyncio::wait_for(value_after(2, 50), 1e300));
            }),
            "1 2 ok");
}

// In the original a sleep is not a coroutine and wait_for refuses it.
TEST(WaitFor, OfASleep) {
  EXPECT_EQ(played([]() -> Coro<> {
              co_await asyncio::wait_for_ms(asyncio::sleep_ms(3), 5);
              say(co_await error_of(asyncio::wait_for_ms(asyncio::sleep_ms(9), 5)), now_ms());
            }),
            "TimeoutError 8 ok");
}

TEST(WaitFor, CancelsAndWaitsThenFailsWithTimeoutError) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto body = []() -> Coro<> {
                co_await asyncio::wait_for_ms(outer("outer", "inner"), 5);
                say("never");
              };
              say(co_await error_of(body()), now_ms());
            }),
            "inner outer TimeoutError 5 ok");
}

TEST(WaitFor, PassesTheFailureOfTheBodyOn) {
  EXPECT_EQ(played([]() -> Coro<> { co_await asyncio::wait_for_ms(failing(2), 5); }),
            "~failing UserError");
}

TEST(WaitFor, RunsTheBodyInTheCallersTaskAndAtOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task(says("other"));
              auto body = [](asyncio::AnyTask caller, std::size_t tasks) -> Coro<int> {
                say(asyncio::current_task() == caller ? "same-task" : "another");
                say(asyncio::Loop::running()->live_tasks() - tasks);
                co_return 1;
              };
              const std::size_t tasks = asyncio::Loop::running()->live_tasks();
              say(co_await asyncio::wait_for_ms(body(asyncio::current_task(), tasks), 5));
              co_await asyncio::sleep_ms(0);
            }),
            "same-task 0 1 other ok");
}

TEST(WaitFor, OfATaskCancelsTheTaskAndItsOtherWaitersSeeThat) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> shared = asyncio::create_task(value_after(1, 100));
              auto waits = [](Task<int> task) -> Coro<> { say("other", co_await error_of(task)); };
              Task<> other = asyncio::create_task(waits, shared);
              say(co_await error_of(asyncio::wait_for_ms(shared, 5)));
              say(shared.cancelled() ? "cancelled" : "not");
              co_await other;
            }),
            "TimeoutError cancelled other CancelledError ok");
}

TEST(WaitFor, OfAnEventLeavesNoWaiterBehind) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Event event;
              say(co_await error_of(asyncio::wait_for_ms(event.wait(), 5)));
              event.set();
              say(co_await error_of(asyncio::wait_for_ms(event.wait(), 5)));
            }),
            "TimeoutError no error ok");
}

TEST(WaitFor, CancellingTheWaiterCancelsTheBodyAndStopsTheTimer) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto body = []() -> Coro<> { co_await asyncio::wait_for_ms(hang("inner"), 5); };
              Task<> task = asyncio::create_task(body());
              co_await asyncio::sleep_ms(1);
              co_await asyncio::cancel_and_wait(task);
              co_await asyncio::sleep_ms(20);
              say(task.cancelled() ? "cancelled" : "not");
            }),
            "inner cancelled ok");
}

// The original raises in the caller at once, and the body's cleanup comes after the caller's.
TEST(WaitFor, CancellingTheWaiterWaitsForTheCleanupOfTheBody) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto caller = []() -> Coro<> {
                Guard guard("caller");
                co_await asyncio::wait_for(asyncio::finally(hang("in"), cleanup("x", 20)), 1);
              };
              Task<> task = asyncio::create_task(caller);
              co_await asyncio::sleep_ms(5);
              say((co_await asyncio::cancel_and_wait(task)).name(), now_ms());
            }),
            "in { x } caller CancelledError 25 ok");
}

TEST(WaitFor, WorksInsideGather) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task([]() -> Coro<> {
                auto limited = []() -> Coro<> {
                  co_await asyncio::wait_for_ms(swallows_a_cancel(3), 100);
                  say("ended");
                };
                co_await asyncio::gather(limited(), hang("other"));
                say("never");
              });
              co_await asyncio::sleep_ms(1);
              say((co_await asyncio::cancel_and_wait(task)).name());
            }),
            "swallowed other on ended CancelledError ok");
}

TEST(WaitFor, AMovedFromOrUncreatedCoroutineFailsClearly) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto coro = value_after(1, 1);
              auto other = std::move(coro);
              auto moved = co_await asyncio::as_result(asyncio::wait_for_ms(std::move(coro), 5));
              say(moved.error().name());
              asyncio::FramePool::current().fail_allocation(1);
              auto none = co_await asyncio::as_result(asyncio::wait_for_ms(value_after(1, 1), 5));
              say(none.error().name());
              say(co_await std::move(other));
            }),
            "RuntimeError MemoryError 1 ok");
}

#if UASYNCIO_EXCEPTIONS
TEST(WaitFor, ThrowsItsTimeoutErrorInTheCaller) {
  EXPECT_EQ(played([]() -> Coro<> {
              try {
                co_await asyncio::wait_for_ms(hang("in"), 5);
              } catch (const asyncio::TimeoutError& error) {
                say("caught", error.what());
              }
              try {
                co_await asyncio::wait_for_ms(failing(1), 5);
              } catch (const asyncio::UserError& error) {
                say("caught", error.what());
              }
            }),
            "in caught TimeoutError ~failing caught UserError 1 ok");
}
#endif
