// wait_for: the time-out, its races, and what it leaves behind.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
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

TEST(WaitFor, CancelsAndWaitsThenFailsWithTimeoutError) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto body = []() -> Coro<> {
                co_await asyncio::wait_for_ms(outer("outer", "inner"), 5);
                say("never");
              };
              auto result = co_await asyncio::as_result(body());
              say(result.error().name(), now_ms());
            }),
            "inner outer TimeoutError 5 ok");
}

TEST(WaitFor, PassesTheFailureOfTheBodyOn) {
  EXPECT_EQ(played([]() -> Coro<> { co_await asyncio::wait_for_ms(failing(2), 5); }),
            "~failing UserError");
}

TEST(WaitFor, TheInnerOfTwoTimesOutFirst) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto inner = []() -> Coro<> {
                Guard guard("middle");
                co_await asyncio::wait_for_ms(hang("inner"), 3);
              };
              auto result = co_await asyncio::as_result(asyncio::wait_for_ms(inner(), 5));
              say(result.error().name(), now_ms());
            }),
            "inner middle TimeoutError 3 ok");
}

TEST(WaitFor, TheOuterOfTwoTimesOutFirst) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto inner = []() -> Coro<> {
                Guard guard("middle");
                auto result = co_await asyncio::as_result(asyncio::wait_for_ms(hang("inner"), 9));
                say("never", result.error().name());
              };
              auto result = co_await asyncio::as_result(asyncio::wait_for_ms(inner(), 5));
              say(result.error().name(), now_ms());
            }),
            "inner middle TimeoutError 5 ok");
}

TEST(WaitFor, WhenBothTimeOutInOnePassTheOuterWins) {
  // The inner TimeoutError is caught, and the body would then wait for ever.
  EXPECT_EQ(played([]() -> Coro<> {
              auto inner = []() -> Coro<> {
                (void)co_await asyncio::as_result(asyncio::wait_for_ms(hang("inner"), 5));
                co_await hang("later");
              };
              auto result = co_await asyncio::as_result(asyncio::wait_for_ms(inner(), 5));
              say(result.error().name(), now_ms());
            }),
            "inner TimeoutError 5 ok");
}

TEST(WaitFor, WaitsForABodyThatIgnoresTheTimeOutAndDropsItsValue) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto stubborn = []() -> Coro<int> {
                auto outcome = co_await asyncio::as_outcome(value_after(1, 100));
                say(outcome.cancelled() ? "swallowed" : "not");
                co_await asyncio::sleep_ms(50);
                co_return 3;
              };
              auto result = co_await asyncio::as_result(asyncio::wait_for_ms(stubborn(), 5));
              say(result.error().name(), now_ms());
            }),
            "swallowed TimeoutError 55 ok");
}

TEST(WaitFor, ATimeOutInThePassOfTheEndWins) {
  // The time-out entered the timer queue before the sleep inside did.
  EXPECT_EQ(played([]() -> Coro<> {
              auto result = co_await asyncio::as_result(asyncio::wait_for_ms(value_after(1, 5), 5));
              say(result.error().name());
            }),
            "TimeoutError ok");
}

TEST(WaitFor, ACancelBeatsATimeOut) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task([]() -> Coro<> {
                auto outcome = co_await asyncio::as_outcome(asyncio::wait_for_ms(hang("in"), 5));
                say(outcome.cancelled() ? "cancelled" : outcome.error().name());
              });
              co_await asyncio::sleep_ms(0);
              sim()->at(6000, [] {});  // both fall into one look at the clock
              sim()->work_ms(6);
              task.cancel();
              co_await task;
            }),
            "in cancelled ok");
}

TEST(WaitFor, OfATaskCancelsTheTask) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(hang("task"));
              auto result = co_await asyncio::as_result(asyncio::wait_for_ms(task, 5));
              say(result.error().name(), task.cancelled() ? "cancelled" : "not");
            }),
            "task TimeoutError cancelled ok");
}

TEST(WaitFor, OfAnEventLeavesNoWaiterBehind) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Event event;
              auto late = co_await asyncio::as_result(asyncio::wait_for_ms(event.wait(), 5));
              say(late.error().name());
              event.set();
              auto set = co_await asyncio::as_result(asyncio::wait_for_ms(event.wait(), 5));
              say(set ? "set" : "not");
            }),
            "TimeoutError set ok");
}

TEST(WaitFor, WithNoTimeLeftTheBodyRunsToItsFirstSuspension) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto at_once = []() -> Coro<int> { co_return 9; };
              say(co_await asyncio::wait_for_ms(at_once(), 0));
              auto result = co_await asyncio::as_result(asyncio::wait_for_ms(hang("inner"), -3));
              say(result.error().name(), now_ms());
            }),
            "9 inner TimeoutError 0 ok");
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

TEST(WaitFor, WorksInsideGather) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task([]() -> Coro<> {
                auto limited = []() -> Coro<> {
                  auto stubborn = []() -> Coro<> {
                    (void)co_await asyncio::as_outcome(hang("inner"));
                    co_await asyncio::sleep_ms(3);
                    say("on");
                  };
                  co_await asyncio::wait_for_ms(stubborn(), 100);
                  say("ended");
                };
                co_await asyncio::gather(limited(), hang("other"));
                say("never");
              });
              co_await asyncio::sleep_ms(1);
              say((co_await asyncio::cancel_and_wait(task)).name());
            }),
            "inner other on ended CancelledError ok");
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
