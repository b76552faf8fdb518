// SPDX-License-Identifier: MIT
// Cancels at awkward moments: by oneself, by destructors while unwinding, and in cleanups.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Task;

namespace {

TEST(SelfCancel, IsDeliveredAtTheNextSuspension) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> self = asyncio::create_task([]() -> Coro<> {
                Guard guard("unwound");
                asyncio::current_task().cancel();
                say("still running");
                co_await asyncio::sleep_ms(1000);
                say("never");
              });
              EXPECT_EQ(co_await asyncio::cancel_and_wait(self), Error::cancelled);
              Task<> yielding = asyncio::create_task([]() -> Coro<> {
                Guard guard("unwound");
                asyncio::current_task().cancel();
                co_await asyncio::sleep_ms(0);
                say("never");
              });
              co_await asyncio::sleep_ms(1);
              say(yielding.cancelled() ? "cancelled" : "not");
            }),
            "unwound cancelled ok");
}

TEST(SelfCancel, BeforeReturningIsTooLate) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> self = asyncio::create_task([]() -> Coro<int> {
                asyncio::current_task().cancel();
                co_return 5;
              });
              say(co_await self);
            }),
            "5 ok");
}

TEST(SelfCancel, GoesOnToTheTaskThatIsAwaitedNextAndMayEndThere) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> child = asyncio::create_task(swallows_a_cancel(0));
              Task<> self = asyncio::create_task(
                  [](Task<> task) -> Coro<> {
                    co_await asyncio::sleep_ms(1);
                    asyncio::current_task().cancel();
                    co_await task;
                    say("goes on");
                  },
                  child);
              co_await self;
            }),
            "swallowed on goes on ok");
}

TEST(SelfCancel, ByADestructorThatUnwindsChangesNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task([]() -> Coro<> {
                Guard last("outer");
                asyncio::on_cancel again([] {
                  asyncio::current_task().cancel();
                  say("again");
                });
                co_await hang("inner");
              });
              co_await asyncio::sleep_ms(1);
              co_await asyncio::cancel_and_wait(task);
              say(task.cancelled() ? "cancelled" : "not");
            }),
            "inner again outer cancelled ok");
}

TEST(SelfCancel, JustBeforeACleanupDoesNotDisturbIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto body = []() -> Coro<> {
                asyncio::current_task().cancel();
                say("body");
                co_return;
              };
              Task<> task = asyncio::create_task(asyncio::finally(body(), cleanup("c", 5)));
              say((co_await asyncio::as_result(task)).error().name());
            }),
            "body { c } CancelledError ok");
}

TEST(SelfCancel, ByADestructorWhileUnwindingDoesNotSkipTheCleanup) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto body = []() -> Coro<> {
                asyncio::on_cancel again([] {
                  asyncio::current_task().cancel();
                  say("again");
                });
                co_await asyncio::sleep_ms(1000);
              };
              Task<> task = asyncio::create_task(asyncio::finally(body(), cleanup("c", 5)));
              co_await asyncio::sleep_ms(1);
              task.cancel();
              say((co_await asyncio::as_result(task)).error().name());
            }),
            "again { c } CancelledError ok");
}

TEST(SelfCancel, ByADestructorBeatsTheTimeOutThatUnwindsIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto body = []() -> Coro<> {
                asyncio::on_cancel again([] { asyncio::current_task().cancel(); });
                co_await asyncio::sleep_ms(1000);
              };
              Task<> task = asyncio::create_task([body]() -> Coro<> {
                say(co_await error_of(asyncio::wait_for_ms(body(), 5)));
                co_await asyncio::sleep_ms(5);
                say("never");
              });
              say(co_await error_of(task), now_ms());
            }),
            "CancelledError 5 ok");
}

TEST(HeldBackCancel, LetsTheOuterCleanupGoOnWhenTheInnerOneHasEnded) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto outer_cleanup = []() -> Coro<> {
                co_await asyncio::finally(says("body"), cleanup("inner", 5));
                say("outer");
              };
              Task<> task = asyncio::create_task(asyncio::finally(says("begins"), outer_cleanup()));
              co_await asyncio::sleep_ms(1);
              task.cancel();
              say((co_await asyncio::as_result(task)).error().name());
            }),
            "begins body { inner } outer CancelledError ok");
}

TEST(HeldBackCancel, GoesBeforeTheFailureOfTheCleanup) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task([]() -> Coro<> {
                Coro<> both = asyncio::finally(cleanup("b", 1), failing(5));
                say("never", co_await error_of(std::move(both)));
              });
              co_await asyncio::sleep_ms(3);
              task.cancel();
              say((co_await asyncio::as_result(task)).error().name());
            }),
            "{ b } ~failing CancelledError ok");
}

// The time-out of the wait in the cleanup is forwarded to the task, which swallows it; that answers
// the time-out, not the cancel of the whole task.
TEST(HeldBackCancel, OutlivesATimeOutInsideTheCleanup) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto careful = []() -> Coro<> {
                Task<> child = asyncio::create_task(swallows_a_cancel(0));
                say(co_await error_of(asyncio::wait_for_ms(child, 5)));
              };
              auto body = [](auto clean) -> Coro<> {
                Guard guard("left");
                co_await asyncio::finally(says("body"), clean());
                co_await asyncio::sleep_ms(50);
                say("never");
              };
              Task<> task = asyncio::create_task(body, careful);
              co_await asyncio::sleep_ms(1);
              task.cancel();
              co_await asyncio::sleep_ms(100);
              say(task.cancelled() ? "cancelled" : "lost");
            }),
            "body swallowed on TimeoutError left cancelled ok");
}

/// A cleanup of a cleanup of a cleanup ...
Coro<> nested_cleanups(int depth) {
  if (depth == 0) {
    say("{");
    co_await asyncio::sleep_ms(5);
    say("}");
    co_return;
  }
  auto body = []() -> Coro<> { co_return; };
  co_await asyncio::finally(body(), nested_cleanups(depth - 1));
}

TEST(NestedCleanups, AreNotDisturbedHoweverDeep) {
  for (const int depth : {1, 14, 15, 16, 17, 40}) {
    EXPECT_EQ(played([depth]() -> Coro<> {
                Task<> task = asyncio::create_task(nested_cleanups(depth));
                co_await asyncio::sleep_ms(1);
                task.cancel();
                say((co_await asyncio::cancel_and_wait(task)).name());
              }),
              "{ } CancelledError ok")
        << depth << " cleanups";
  }
}

}  // namespace
