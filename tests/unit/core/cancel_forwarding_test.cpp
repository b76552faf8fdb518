// SPDX-License-Identifier: MIT
// A cancel of a task that awaits another goes on to that one, and comes back from it.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

namespace {

Coro<> awaits(std::string_view name, Task<> task) {
  Guard guard(name);
  co_await task;
  say(name, "goes-on");
}

TEST(ForwardedCancel, ReachesTheInnermostTaskAndAllItsWaitersSeeIt) {
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

TEST(ForwardedCancel, ThatTheInnermostTaskSwallowsLetsAllWaitersGoOn) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> innermost = asyncio::create_task(swallows_a_cancel(0));
              Task<> middle = asyncio::create_task(awaits("middle", innermost));
              Task<> outermost = asyncio::create_task(awaits("outermost", middle));
              co_await asyncio::sleep_ms(1);
              outermost.cancel();
              co_await outermost;
            }),
            "swallowed on middle goes-on middle outermost goes-on outermost ok");
}

TEST(ForwardedCancel, ThatTheChildSwallowsLeavesItsValueToTheWaiter) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> child = asyncio::create_task([]() -> Coro<int> {
                auto outcome = co_await asyncio::as_outcome(value_after(1, 1000));
                say(outcome.cancelled() ? "swallowed" : "not");
                co_return 7;
              });
              Task<int> waiter = asyncio::create_task(
                  [](Task<int> task) -> Coro<int> { co_return co_await task; }, child);
              co_await asyncio::sleep_ms(1);
              waiter.cancel();
              say(co_await waiter);
            }),
            "swallowed 7 ok");
}

TEST(ForwardedCancel, ThatWasCaughtDoesNotMakeALaterOneOfTheAwaitedTaskOnesOwn) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> first = asyncio::create_task(hang("first"));
              Task<> second = asyncio::create_task(hang("second"));
              Task<> waiter = asyncio::create_task(
                  [](Task<> one, Task<> other) -> Coro<> {
                    auto outcome = co_await asyncio::as_outcome(std::move(one));
                    say(outcome.cancelled() ? "mine" : "the child's");
                    outcome = co_await asyncio::as_outcome(std::move(other));
                    say(outcome.cancelled() ? "mine" : "the child's");
                  },
                  first, second);
              co_await asyncio::sleep_ms(1);
              waiter.cancel();
              co_await asyncio::sleep_ms(1);
              second.cancel();
              co_await waiter;
            }),
            "first mine second the child's ok");
}

TEST(ForwardedCancel, EndsACycleOfTasks) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> first, second;
              auto await_it = [](Task<>* other) -> Coro<> { co_await *other; };
              first = asyncio::create_task(await_it, &second);
              second = asyncio::create_task(await_it, &first);
              co_await asyncio::sleep_ms(1);
              first.cancel();
              co_await asyncio::sleep_ms(1);
              say(first.done() && second.done() ? "over" : "stuck");
            }),
            "over ok");
}

TEST(ForwardedCancel, EndsATaskThatAwaitsItself) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> self;
              self = asyncio::create_task([](Task<>* me) -> Coro<> { co_await *me; }, &self);
              co_await asyncio::sleep_ms(1);
              say(self.done() ? "done" : "waiting");
              self.cancel();
              co_await asyncio::sleep_ms(1);
              say(self.cancelled() ? "cancelled" : "stuck");
            }),
            "waiting cancelled ok");
}

Coro<> swallow_one_and_hang() {
  const auto outcome = co_await asyncio::as_outcome(asyncio::sleep_ms(1000));
  say(outcome.cancelled() ? "swallowed" : "not");
  co_await hang("second");
}

TEST(SecondCancel, ReachesAGatheredTaskThatSwallowedTheFirst) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> waiter = asyncio::create_task(
                  []() -> Coro<> { co_await asyncio::gather(swallow_one_and_hang()); });
              for (int count = 0; count != 2; ++count) {
                co_await asyncio::sleep_ms(1);
                waiter.cancel();
              }
              co_await asyncio::sleep_ms(1);
              say(waiter.cancelled() ? "cancelled" : "stuck");
            }),
            "swallowed second cancelled ok");
}

}  // namespace
