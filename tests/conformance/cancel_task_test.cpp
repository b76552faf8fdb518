// SPDX-License-Identifier: MIT
// Scripts cancel_task, cancel_self and cancel_wait_on_finished.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

namespace {

/// Says what becomes of it. With `swallows`, it goes on after the first cancel.
Coro<> sleeper(std::string_view name, bool swallows) {
  say(name, "start");
  {
    Guard guard("left");
    auto outcome = co_await asyncio::as_outcome(asyncio::sleep_ms(200));
    say(outcome.cancelled() ? "cancelled" : "slept");
    if (!swallows) co_await asyncio::pass_on(std::move(outcome));
  }
  co_await asyncio::sleep_ms(10);
  say(name, "end");
}

/// Runs a sleeper in a task of its own and awaits that.
Coro<> nesting(bool child_swallows, bool swallows) {
  say("outer");
  Task<> child = asyncio::create_task(sleeper("inner", child_swallows));
  auto outcome = co_await asyncio::as_outcome(child);
  say(outcome.cancelled() ? "outer-cancelled" : outcome.ok() ? "outer-goes-on" : "child-cancelled");
  if (!swallows) co_await asyncio::pass_on(std::move(outcome));
  co_await asyncio::sleep_ms(10);
  say("outer end");
}

Coro<> cancel_after_start(Task<> task, int times) {
  co_await asyncio::sleep_ms(1);
  for (int time = 0; time != times; ++time) say(task.cancel() ? "yes" : "no");
  auto result = co_await asyncio::as_result(task);
  say(result.ok() ? "value" : result.error().name(), task.cancelled() ? "/cancelled" : "/not");
}

}  // namespace

TEST(CancelTaskScript, BeforeItStartedTheBodyDoesNotRun) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(sleeper("a", false));
              say(task.cancel() ? "yes" : "no", task.cancel() ? "yes" : "no");
              co_await asyncio::sleep_ms(0);
              say(task.done() ? "done" : "waiting", task.cancel() ? "yes" : "no");
            }),
            "yes yes done no ok");
}

TEST(CancelTaskScript, AfterItStartedAndItEnds) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(sleeper("a", false));
              co_await cancel_after_start(task, 1);
            }),
            "a start yes cancelled left CancelledError /cancelled ok");
}

TEST(CancelTaskScript, AfterItStartedAndItGoesOn) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(sleeper("a", true));
              co_await cancel_after_start(task, 1);
              say(now_ms());
            }),
            "a start yes cancelled left a end value /not 11 ok");
}

TEST(CancelTaskScript, FourTimesInOneTurnIsOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(sleeper("a", true));
              co_await cancel_after_start(task, 4);
            }),
            "a start yes yes yes yes cancelled left a end value /not ok");
}

TEST(CancelTaskScript, OfAFinishedTaskChangesNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> task = asyncio::create_task(value_after(5, 1));
              say(co_await task, task.cancel() ? "yes" : "no");
              say(task.cancelled() ? "cancelled" : "not");
              say(co_await task);
            }),
            "5 no not 5 ok");
}

TEST(CancelTaskScript, NestedAndNobodySwallows) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(nesting(false, false));
              co_await asyncio::sleep_ms(1);
              co_await cancel_after_start(task, 1);
            }),
            "outer inner start yes cancelled left outer-cancelled CancelledError /cancelled ok");
}

TEST(CancelTaskScript, NestedAndTheInnerSwallows) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(nesting(true, false));
              co_await asyncio::sleep_ms(1);
              co_await cancel_after_start(task, 1);
              say(now_ms());
            }),
            "outer inner start yes cancelled left inner end outer-goes-on outer end value /not 22 "
            "ok");
}

TEST(CancelTaskScript, NestedAndTheOuterSwallows) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(nesting(false, true));
              co_await asyncio::sleep_ms(1);
              co_await cancel_after_start(task, 1);
            }),
            "outer inner start yes cancelled left outer-cancelled outer end value /not ok");
}

// The second cancel reaches the child in what it does after it swallowed the first.
TEST(CancelTaskScript, NestedAndTheInnerSwallowsOnceASecondCancelReachesItToo) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(nesting(true, false));
              co_await asyncio::sleep_ms(1);
              task.cancel();
              co_await asyncio::sleep_ms(1);
              task.cancel();
              co_await asyncio::sleep_ms(1);
              say(task.cancelled() ? "over" : "not-over");
              co_await asyncio::sleep_ms(100);
            }),
            "outer inner start cancelled left outer-cancelled over ok");
}

// The original refuses ("can't cancel self"); here it is a request like any other, delivered where
// the task next suspends.
TEST(CancelSelfScript, IsDeliveredAtTheNextSuspension) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task([]() -> Coro<> {
                Guard guard("unwound");
                say(asyncio::current_task().cancel() ? "asked" : "refused");
                co_await asyncio::sleep_ms(0);
                say("never");
              });
              say(co_await error_of(task));
            }),
            "asked unwound CancelledError ok");
}

// In the third pass the child ends first, and `cancels` has its turn before the waiter has.
TEST(CancelWaitOnFinishedScript, AWaiterWhoseTaskHasJustEndedIsStillCancelled) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> child = asyncio::create_task([]() -> Coro<> {
                co_await asyncio::sleep_ms(0);
                say("child");
              });
              auto waits = [](Task<> task) -> Coro<> {
                Guard guard("waiter-left");
                co_await task;
                say("never");
              };
              Task<> waiter = asyncio::create_task(waits, child);
              auto cancels = [](Task<> victim) -> Coro<> {
                co_await asyncio::sleep_ms(0);
                say(victim.cancel() ? "cancel" : "late");
              };
              asyncio::create_task(cancels, waiter);
              say(co_await error_of(waiter), child.cancelled() ? "child-too" : "child-not");
            }),
            "child cancel waiter-left CancelledError child-not ok");
}
