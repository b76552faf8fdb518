// The rules of MicroPython's asyncio: wait_for and wait_for_ms.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Task;

namespace {

Coro<int> at_once(int value) { co_return value; }

/// Works until 5 ms in a turn that starts at `start` ms.
Coro<> works_until_5(int start) {
  co_await asyncio::sleep_ms(start);
  sim()->work_ms(5 - static_cast<asyncio::Duration>(start));
}

Coro<> say_limited(Coro<int> body, int limit_ms) {
  auto outcome = co_await asyncio::as_outcome(asyncio::wait_for_ms(std::move(body), limit_ms));
  if (outcome.cancelled()) {
    say("cancelled");
  } else {
    say(outcome.ok() ? std::to_string(outcome.value()) : std::string(outcome.error().name()));
  }
}

}  // namespace

TEST(WaitForRules, ALimitOfZeroOrLessGivesTheBodyItsFirstTurn) {
  EXPECT_EQ(played([]() -> Coro<> {
              for (int limit : {0, -1, -100'000}) {
                co_await say_limited(at_once(4), limit);
                co_await say_limited(value_after(6, 1), limit);
              }
              say(now_ms());
            }),
            "4 TimeoutError 4 TimeoutError 4 TimeoutError 0 ok");
}

// It is over at the first suspension, also at one that only yields.
TEST(WaitForRules, ALimitOfZeroDoesNotGiveTheBodyASecondTurn) {
  EXPECT_EQ(played([]() -> Coro<> {
              co_await say_limited(value_after(5, 0), 0);
              co_await say_limited(value_after(5, -1), -1);
            }),
            "TimeoutError TimeoutError ok");
}

TEST(WaitForRules, TheBodyRunsInTheCallersTaskAndStartsAtOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task([]() -> Coro<> {
                say("other");
                co_return;
              });
              auto body = [](asyncio::AnyTask caller, std::size_t tasks) -> Coro<int> {
                say(asyncio::current_task() == caller ? "same-task" : "another");
                say(asyncio::Loop::running()->live_tasks() - tasks);
                co_return 1;
              };
              const std::size_t tasks = asyncio::Loop::running()->live_tasks();
              co_await say_limited(body(asyncio::current_task(), tasks), 5);
              co_await asyncio::sleep_ms(0);
            }),
            "same-task 0 1 other ok");
}

// End and time-out meet at 5 ms. The limit was set first, so its timer comes first.
TEST(WaitForRules, WhenBothAreDueInOnePassTheTimeOutWins) {
  EXPECT_EQ(played([]() -> Coro<> {
              co_await say_limited(value_after(1, 4), 5);
              co_await say_limited(value_after(2, 5), 5);
              co_await say_limited(value_after(3, 6), 5);
            }),
            "1 TimeoutError TimeoutError ok");
}

// The loop was busy while the one and then the other fell due: one look at the clock counts.
TEST(WaitForRules, WhenBothFellDueInOneLookTheTimeOutWinsUnlessTheBodyHasEnded) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task(works_until_5(1));
              co_await say_limited(value_after(1, 3), 4);
              co_await asyncio::sleep_ms(5);
              auto works_and_ends = []() -> Coro<int> {
                co_await asyncio::sleep_ms(1);
                sim()->work_ms(20);
                co_return 2;
              };
              co_await say_limited(works_and_ends(), 5);
            }),
            "TimeoutError 2 ok");
}

TEST(WaitForRules, ALateValueIsDropped) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto late = []() -> Coro<int> {
                (void)co_await asyncio::as_outcome(hang("in"));
                co_return 3;
              };
              co_await say_limited(late(), 5);
              auto later = []() -> Coro<int> {
                (void)co_await asyncio::as_outcome(hang("in"));
                co_await asyncio::fail(Error::value);
                co_return 3;
              };
              co_await say_limited(later(), 5);
            }),
            "in TimeoutError in TimeoutError ok");
}

TEST(WaitForRules, TheCleanupOfTheBodyHasEndedWhenTheTimeoutErrorArrives) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto result = co_await asyncio::as_result(
                  asyncio::wait_for_ms(asyncio::finally(hang("in"), cleanup("x", 20)), 5));
              say(result.error().name(), now_ms());
            }),
            "in { x } TimeoutError 25 ok");
}

// The original raises in the caller at once, and the body's cleanup comes after the caller's.
TEST(WaitForRules, ACancelOfTheCallerWaitsForTheCleanupOfTheBody) {
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

// Both fall due in one look. In the first half the canceller runs first, in the second half the
// time-out has been delivered when the cancel comes.
TEST(WaitForRules, ACancelBeatsATimeOutThatIsNotDeliveredYet) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(say_limited(value_after(1, 100), 5));
              asyncio::Loop::running()->call_later_ms(5, [task] { task.cancel(); });
              co_await task;
              Task<> other = asyncio::create_task(say_limited(value_after(1, 100), 5));
              co_await asyncio::sleep_ms(0);
              asyncio::Loop::running()->call_later_ms(5, [other] { other.cancel(); });
              co_await other;
            }),
            "cancelled TimeoutError ok");
}

TEST(WaitForRules, AfterATimeOutTheTaskCanWaitAgain) {
  EXPECT_EQ(played([]() -> Coro<> {
              for (int time = 0; time != 3; ++time) {
                co_await say_limited(value_after(time, 100), 5);
                co_await say_limited(value_after(time, 1), 5);
              }
              say(now_ms());
            }),
            "TimeoutError 0 TimeoutError 1 TimeoutError 2 18 ok");
}

TEST(WaitForRules, ATaskThatTimesOutIsCancelledAndItsOtherWaitersSeeThat) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> shared = asyncio::create_task(value_after(1, 100));
              auto waits = [](Task<int> task) -> Coro<> {
                auto result = co_await asyncio::as_result(task);
                say("other", result.error().name());
              };
              Task<> other = asyncio::create_task(waits, shared);
              auto result = co_await asyncio::as_result(asyncio::wait_for_ms(shared, 5));
              say(result.error().name());
              co_await other;
            }),
            "TimeoutError other CancelledError ok");
}

TEST(WaitForRules, AShieldedTaskOutlivesTheLimit) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> task = asyncio::create_task(value_after(1, 10));
              auto result =
                  co_await asyncio::as_result(asyncio::wait_for_ms(asyncio::shield(task), 5));
              say(result.error().name(), co_await task, now_ms());
            }),
            "TimeoutError 1 10 ok");
}

#if UASYNCIO_EXCEPTIONS
TEST(WaitForRules, TheTimeoutErrorIsAnExceptionOfTheCaller) {
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
