// SPDX-License-Identifier: MIT
// Cleanup that awaits: it runs however the body ends, and nothing disturbs it.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Task;

TEST(Finally, RunsOnCancelThenGoesOnUnwinding) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task =
                  asyncio::create_task(asyncio::finally(outer("outer", "inner"), cleanup("c", 5)));
              co_await asyncio::sleep_ms(1);
              task.cancel();
              say((co_await asyncio::as_result(task)).error().name());
            }),
            "inner outer { c } CancelledError ok");
}

TEST(Finally, ASecondCancelDuringTheCleanupIsHeldBack) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto body = []() -> Coro<> {
                co_await asyncio::finally(hang("body"), cleanup("x", 10));
                say("never");
              };
              Task<> task = asyncio::create_task(body);
              co_await asyncio::sleep_ms(1);
              task.cancel();
              co_await asyncio::sleep_ms(1);
              task.cancel();
              co_await asyncio::sleep_ms(1);
              say("|", task.done());
              say((co_await asyncio::cancel_and_wait(task)).name(), now_ms());
            }),
            "body { | 0 x } CancelledError 11 ok");
}

TEST(Finally, ACancelDuringTheCleanupOfASuccessEndsTheTaskAfterwards) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> task =
                  asyncio::create_task(asyncio::finally(value_after(3, 1), cleanup("c", 5)));
              co_await asyncio::sleep_ms(3);
              task.cancel();
              say((co_await asyncio::as_result(task)).error().name());
            }),
            "{ c } CancelledError ok");
}

TEST(Finally, GivesTheValueOfTheBody) {
  EXPECT_EQ(played([]() -> Coro<> {
              say(co_await asyncio::finally(value_after(3, 1), cleanup("c", 2)));
            }),
            "{ c } 3 ok");
}

TEST(Finally, RunsOnFailureAndPassesItOn) {
  EXPECT_EQ(played([]() -> Coro<> {
              co_await asyncio::finally(failing(1, Error::value), cleanup("c", 2));
            }),
            "~failing { c } ValueError");
}

TEST(Finally, AFailingCleanupReplacesValueAndFailureButNotACancel) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto a = co_await asyncio::as_result(
                  asyncio::finally(value_after(1, 1), failing(1, Error::value)));
              say(a.error().name());
              auto b = co_await asyncio::as_result(
                  asyncio::finally(failing(1, Error::eof), failing(1, Error::value)));
              say(b.error().name());
              Task<> task =
                  asyncio::create_task(asyncio::finally(hang("inner"), failing(1, Error::value)));
              co_await asyncio::sleep_ms(1);
              co_await asyncio::cancel_and_wait(task);
              say(task.cancelled() ? "cancelled" : "not");
            }),
            "~failing ValueError ~failing ~failing ValueError inner ~failing cancelled ok");
}

TEST(Finally, RunsOnATimeOutAndTheTimeOutWaitsForIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto result = co_await asyncio::as_result(
                  asyncio::wait_for_ms(asyncio::finally(hang("inner"), cleanup("c", 20)), 5));
              say(result.error().name(), now_ms());
            }),
            "inner { c } TimeoutError 25 ok");
}

TEST(Finally, AnOuterTimeOutDuringTheCleanupIsHeldBack) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto body = []() -> Coro<> {
                Guard guard("body");
                co_await asyncio::finally(value_after(1, 2), cleanup("c", 20));
                say("never");
              };
              say(co_await error_of(asyncio::wait_for_ms(body(), 5)), now_ms());
            }),
            "{ c } body TimeoutError 22 ok");
}

TEST(Finally, TimeOutsInsideTheCleanupWork) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto clean = []() -> Coro<> {
                say(co_await error_of(asyncio::wait_for_ms(hang("slow"), 3)));
              };
              Task<> task = asyncio::create_task(asyncio::finally(hang("inner"), clean()));
              co_await asyncio::sleep_ms(1);
              task.cancel();
              co_await asyncio::cancel_and_wait(task);
              say(now_ms(), task.cancelled() ? "cancelled" : "not");
            }),
            "inner slow TimeoutError 4 cancelled ok");
}

TEST(Finally, ACancelBeatsATimeOutDuringTheCleanup) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task([]() -> Coro<> {
                auto outcome = co_await asyncio::as_outcome(
                    asyncio::wait_for_ms(asyncio::finally(hang("inner"), cleanup("c", 20)), 5));
                say(outcome.cancelled() ? "cancelled" : outcome.error().name());
              });
              co_await asyncio::sleep_ms(2);
              task.cancel();
              co_await task;
            }),
            "inner { c } cancelled ok");
}

TEST(Finally, NestedCleanupsRunInsideOut) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(asyncio::finally(
                  asyncio::finally(hang("body"), cleanup("inner", 3)), cleanup("outer", 3)));
              co_await asyncio::sleep_ms(1);
              co_await asyncio::cancel_and_wait(task);
            }),
            "body { inner } { outer } ok");
}

TEST(Finally, TheBodyDoesNotStartWithoutItsCleanup) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto run_without_cleanup = []() -> Coro<> {
                auto body = hang("body");
                asyncio::FramePool::current().fail_allocation(1);
                auto clean = cleanup("c", 1);
                co_await asyncio::finally(std::move(body), std::move(clean));
              };
              auto result = co_await asyncio::as_result(run_without_cleanup());
              say(result.error().name());
            }),
            "MemoryError ok");
}

TEST(Finally, ClosingTheLoopLetsCleanupsFinish) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task(asyncio::finally(hang("inner"), cleanup("c", 50)));
              co_await asyncio::sleep_ms(1);
            }),
            "ok inner { c }");
}

TEST(Finally, OnCancelCanBeDismissed) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::on_cancel stays([] { say("armed"); });
              asyncio::on_cancel goes([] { say("dismissed"); });
              goes.dismiss();
              co_return;
            }),
            "armed ok");
}
