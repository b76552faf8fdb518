// SPDX-License-Identifier: MIT
// wait_for: limits that leave no time, and what wins when several things are due at once.
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
  sim()->work_ms(5 - static_cast<std::uint64_t>(start));
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

TEST(WaitFor, WithNoTimeLeftGivesTheBodyItsFirstTurn) {
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
TEST(WaitFor, WithNoTimeLeftGivesTheBodyNoSecondTurn) {
  EXPECT_EQ(played([]() -> Coro<> {
              co_await say_limited(value_after(5, 0), 0);
              co_await say_limited(value_after(5, -1), -1);
            }),
            "TimeoutError TimeoutError ok");
}

TEST(WaitFor, DropsALateValueAndALateFailure) {
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

TEST(WaitFor, LeavesTheTaskAbleToWaitAgain) {
  EXPECT_EQ(played([]() -> Coro<> {
              for (int time = 0; time != 3; ++time) {
                co_await say_limited(value_after(time, 100), 5);
                co_await say_limited(value_after(time, 1), 5);
              }
              say(now_ms());
            }),
            "TimeoutError 0 TimeoutError 1 TimeoutError 2 18 ok");
}

// End and time-out meet at 5 ms. The limit was set first, so its timer comes first.
TEST(WaitFor, WhenBothAreDueInOnePassTheTimeOutWins) {
  EXPECT_EQ(played([]() -> Coro<> {
              co_await say_limited(value_after(1, 4), 5);
              co_await say_limited(value_after(2, 5), 5);
              co_await say_limited(value_after(3, 6), 5);
            }),
            "1 TimeoutError TimeoutError ok");
}

// The loop was busy while the one and then the other fell due: one look at the clock counts.
TEST(WaitFor, WhenBothFellDueInOneLookTheTimeOutWinsUnlessTheBodyHasEnded) {
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

TEST(WaitFor, TheInnerOfTwoTimesOutFirst) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto inner = []() -> Coro<> {
                Guard guard("middle");
                co_await asyncio::wait_for_ms(hang("inner"), 3);
              };
              say(co_await error_of(asyncio::wait_for_ms(inner(), 5)), now_ms());
            }),
            "inner middle TimeoutError 3 ok");
}

TEST(WaitFor, TheOuterOfTwoTimesOutFirst) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto inner = []() -> Coro<> {
                Guard guard("middle");
                say("never", co_await error_of(asyncio::wait_for_ms(hang("inner"), 9)));
              };
              say(co_await error_of(asyncio::wait_for_ms(inner(), 5)), now_ms());
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
              say(co_await error_of(asyncio::wait_for_ms(inner(), 5)), now_ms());
            }),
            "inner TimeoutError 5 ok");
}

TEST(WaitFor, ACancelBeatsATimeOutThatIsDueButNotSeen) {
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

// Both fall due in one look. In the first half the canceller runs first, in the second half the
// time-out has been delivered when the cancel comes.
TEST(WaitFor, ACancelBeatsATimeOutThatIsNotDeliveredYet) {
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
