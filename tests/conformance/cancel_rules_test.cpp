// The rules of MicroPython's asyncio: cancelling.
#include "tests/support/scenario.hpp"

#include <memory>

using namespace scenario;
using asyncio::Coro;
using asyncio::Event;
using asyncio::Task;

namespace {

Coro<> yields(std::string_view name, int turns) {
  for (int turn = 0; turn != turns; ++turn) {
    say(name);
    co_await asyncio::sleep_ms(0);
  }
}

Coro<> awaits(std::string_view name, Task<> task) {
  Guard guard(name);
  co_await task;
  say(name, "goes-on");
}

/// Swallows as many cancels as asked for, each of them in a sleep of 10 ms.
Coro<> stubborn(int cancels) {
  while (cancels-- != 0) {
    auto outcome = co_await asyncio::as_outcome(asyncio::sleep_ms(10));
    say(outcome.cancelled() ? "swallowed" : "slept");
  }
}

}  // namespace

TEST(CancelRules, IsDeliveredBehindWhatIsReadyAndNeverAtOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> victim = asyncio::create_task(hang("victim"));
              asyncio::create_task(yields("a", 3));
              asyncio::create_task(yields("b", 3));
              co_await asyncio::sleep_ms(0);
              victim.cancel();
              say("asked", victim.done());
              co_await victim;
            }),
            "a b asked 0 a b victim a b CancelledError");
}

TEST(CancelRules, AReadyTaskKeepsItsPlace) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto yielding = [](std::string_view name) -> Coro<> {
                Guard guard(name);
                for (;;) co_await asyncio::sleep_ms(0);
              };
              Task<> first = asyncio::create_task(yielding, std::string_view("first"));
              Task<> second = asyncio::create_task(yielding, std::string_view("second"));
              co_await asyncio::sleep_ms(0);
              second.cancel();
              first.cancel();
              co_await asyncio::sleep_ms(0);
            }),
            "first second ok");
}

TEST(CancelRules, BeforeTheStartNeitherBodyNorCleanupRunsAndTheArgumentsAreFreed) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto body = [](std::shared_ptr<Guard>) -> Coro<> {
                say("never");
                co_return;
              };
              auto argument = std::make_shared<Guard>("freed");
              Task<> task = asyncio::create_task(
                  asyncio::finally(body(std::move(argument)), cleanup("never", 1)));
              task.cancel();
              co_await asyncio::sleep_ms(0);
              say(task.cancelled() ? "cancelled" : "not");
            }),
            "freed cancelled ok");
}

TEST(CancelRules, OnceSwallowedNothingIsRemembered) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(stubborn(2));
              co_await asyncio::sleep_ms(1);
              task.cancel();
              task.cancel();
              co_await task;
              say(now_ms());
              task = asyncio::create_task(stubborn(2));
              co_await asyncio::sleep_ms(1);
              task.cancel();
              co_await asyncio::sleep_ms(1);
              task.cancel();
              co_await task;
              say(now_ms());
            }),
            "swallowed slept 11 swallowed swallowed 13 ok");
}

TEST(CancelRules, ATaskThatIsWokenButHasNotRunIsStillCancelled) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              auto waits = [](Event* one) -> Coro<> {
                Guard guard("event");
                co_await one->wait();
                say("never");
              };
              auto sleeps = []() -> Coro<> {
                Guard guard("sleep");
                co_await asyncio::sleep_ms(5);
                say("never");
              };
              Task<> by_event = asyncio::create_task(waits, &event);
              co_await asyncio::sleep_ms(0);
              Task<> by_time;
              asyncio::Loop::running()->call_later_ms(5, [&by_time] { by_time.cancel(); });
              by_time = asyncio::create_task(sleeps);
              event.set();
              by_event.cancel();
              co_await asyncio::sleep_ms(10);
              say(by_event.cancelled(), by_time.cancelled());
            }),
            "event sleep 1 1 ok");
}

TEST(CancelRules, IsForwardedToTheInnermostTaskAndAllItsWaitersSeeIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> innermost = asyncio::create_task(hang("innermost"));
              Task<> middle = asyncio::create_task(awaits("middle", innermost));
              Task<> outermost = asyncio::create_task(awaits("outermost", middle));
              Task<> bystander = asyncio::create_task(awaits("bystander", innermost));
              co_await asyncio::sleep_ms(1);
              outermost.cancel();
              co_await asyncio::sleep_ms(1);
              say(innermost.cancelled(), middle.cancelled(), outermost.cancelled());
              say(bystander.error().name(), bystander.cancelled());
            }),
            "innermost middle bystander outermost 1 1 1 CancelledError 0 ok");
}

TEST(CancelRules, AnInnermostTaskThatSwallowsItLetsAllWaitersGoOn) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> innermost = asyncio::create_task(stubborn(1));
              Task<> middle = asyncio::create_task(awaits("middle", innermost));
              Task<> outermost = asyncio::create_task(awaits("outermost", middle));
              co_await asyncio::sleep_ms(1);
              outermost.cancel();
              co_await outermost;
            }),
            "swallowed middle goes-on middle outermost goes-on outermost ok");
}

TEST(CancelRules, AShieldedTaskIsNotReached) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> task = asyncio::create_task(value_after(4, 10));
              auto waits = [](Task<int> one) -> Coro<> {
                Guard guard("waiter");
                say(co_await asyncio::shield(one));
              };
              Task<> waiter = asyncio::create_task(waits, task);
              co_await asyncio::sleep_ms(1);
              co_await asyncio::cancel_and_wait(waiter);
              say(co_await task);
            }),
            "waiter 4 ok");
}

TEST(CancelRules, ACancelledTaskIsNeverReportedToTheHandler) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Loop::running()->set_exception_handler(
                  [](asyncio::Loop&, const asyncio::ExceptionContext&) { say("handler"); });
              for (int round = 0; round != 2; ++round) {
                Task<> task = asyncio::create_task(hang("left"));
                if (round == 0) co_await asyncio::sleep_ms(1);
                task.cancel();
                co_await asyncio::sleep_ms(10);
                say(task.cancelled());
              }
            }),
            "left 1 1 ok");
}

TEST(CancelRules, ACleanupHoldsACancelBackUntilItHasEnded) {
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

// The time-out of the wait in the cleanup is forwarded to the task, which swallows it; that answers
// the time-out, not the cancel of the whole task.
TEST(CancelRules, ACancelHeldBackByACleanupOutlivesATimeOutInside) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto careful = []() -> Coro<> {
                Task<> child = asyncio::create_task(stubborn(1));
                auto result = co_await asyncio::as_result(asyncio::wait_for_ms(child, 5));
                say(result.error().name());
              };
              auto body = [](auto clean) -> Coro<> {
                Guard guard("left");
                co_await asyncio::finally(yields("body", 1), clean());
                co_await asyncio::sleep_ms(50);
                say("never");
              };
              Task<> task = asyncio::create_task(body, careful);
              co_await asyncio::sleep_ms(1);
              task.cancel();
              co_await asyncio::sleep_ms(100);
              say(task.cancelled() ? "cancelled" : "lost");
            }),
            "body swallowed TimeoutError left cancelled ok");
}

TEST(CancelRules, TwoGathersThatAwaitEachOtherCanBeCancelled) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> first, second;
              auto gathers = [](Task<>* other) -> Coro<> { co_await asyncio::gather(*other); };
              first = asyncio::create_task(gathers, &second);
              second = asyncio::create_task(gathers, &first);
              co_await asyncio::sleep_ms(1);
              first.cancel();
              co_await asyncio::sleep_ms(1);
              say(first.done() && second.done() ? "over" : "stuck");
            }),
            "over ok");
}
