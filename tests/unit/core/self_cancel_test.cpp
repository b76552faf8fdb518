// Cancels at awkward moments: by oneself just before a cleanup, by destructors while unwinding, a
// second time, and around cycles.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

namespace {

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
                const auto result = co_await asyncio::as_result(asyncio::wait_for_ms(body(), 5));
                say(result.error().name());
                co_await asyncio::sleep_ms(5);
                say("never");
              });
              const auto end = co_await asyncio::as_result(task);
              say(end.error().name(), now_ms());
            }),
            "CancelledError 5 ok");
}

TEST(HeldBackCancel, GoesBeforeTheFailureOfTheCleanup) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task([]() -> Coro<> {
                Coro<> both = asyncio::finally(cleanup("b", 1), failing(5));
                const auto result = co_await asyncio::as_result(std::move(both));
                say("never", result.error().name());
              });
              co_await asyncio::sleep_ms(3);
              task.cancel();
              say((co_await asyncio::as_result(task)).error().name());
            }),
            "{ b } ~failing CancelledError ok");
}

Coro<> swallow_one_and_hang() {
  const auto outcome = co_await asyncio::as_outcome(asyncio::sleep_ms(1000));
  say(outcome.cancelled() ? "swallowed" : "not");
  co_await hang("second");
}

TEST(SecondCancel, ReachesAnAwaitedTaskThatSwallowedTheFirst) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> child = asyncio::create_task(swallow_one_and_hang());
              Task<> waiter = asyncio::create_task([](Task<> task) -> Coro<> { co_await task; },
                                                   child);
              for (int count = 0; count != 2; ++count) {
                co_await asyncio::sleep_ms(1);
                waiter.cancel();
              }
              co_await asyncio::sleep_ms(1);
              say(waiter.cancelled() ? "cancelled" : "stuck");
            }),
            "swallowed second cancelled ok");
}

TEST(SecondCancel, ReachesAGatheredTaskThatSwallowedTheFirst) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> waiter = asyncio::create_task([]() -> Coro<> {
                co_await asyncio::gather(swallow_one_and_hang());
              });
              for (int count = 0; count != 2; ++count) {
                co_await asyncio::sleep_ms(1);
                waiter.cancel();
              }
              co_await asyncio::sleep_ms(1);
              say(waiter.cancelled() ? "cancelled" : "stuck");
            }),
            "swallowed second cancelled ok");
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
