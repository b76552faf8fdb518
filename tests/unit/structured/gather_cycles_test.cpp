// SPDX-License-Identifier: MIT
// gather where tasks wait for each other, or for what the same gather waits for.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

namespace {

Coro<> wait_for_task(Task<>* task) {
  Guard guard("~wait");
  co_await *task;
}
Coro<> gather_task(Task<>* task) { co_await asyncio::gather(*task); }

TEST(GatherCycle, TwoTasksThatGatherEachOtherCanBeCancelled) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> first, second;
              first = asyncio::create_task(gather_task, &second);
              second = asyncio::create_task(gather_task, &first);
              co_await asyncio::sleep_ms(1);
              first.cancel();
              co_await asyncio::sleep_ms(1);
              say(first.cancelled() && second.cancelled() ? "over" : "stuck");
            }),
            "over ok");
}

TEST(GatherCycle, ATaskThatGathersItselfCanBeCancelled) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> self;
              self = asyncio::create_task(gather_task, &self);
              co_await asyncio::sleep_ms(1);
              self.cancel();
              co_await asyncio::sleep_ms(1);
              say(self.cancelled() ? "over" : "stuck");
            }),
            "over ok");
}

TEST(GatherCycle, OfAGatherAndAnAwaitCanBeCancelledAtEitherEnd) {
  for (const bool at_gather : {true, false}) {
    EXPECT_EQ(played([at_gather]() -> Coro<> {
                Task<> gathers, waits;
                gathers = asyncio::create_task(gather_task, &waits);
                waits = asyncio::create_task(wait_for_task, &gathers);
                co_await asyncio::sleep_ms(1);
                (at_gather ? gathers : waits).cancel();
                co_await asyncio::sleep_ms(1);
                say(gathers.done() && waits.done() ? "over" : "stuck");
              }),
              "~wait over ok");
  }
}

TEST(GatherCycle, AChildThatGathersItsOwnParentCanBeCancelledAtEitherEnd) {
  for (const bool at_parent : {true, false}) {
    EXPECT_EQ(played([at_parent]() -> Coro<> {
                Task<> parent;
                asyncio::AnyTask child;
                const auto gathers_parent = [](Task<>* p, asyncio::AnyTask* self) -> Coro<> {
                  *self = asyncio::current_task();
                  co_await asyncio::gather(*p);
                };
                const auto gathers_child = [&]() -> Coro<> {
                  co_await asyncio::gather(gathers_parent(&parent, &child));
                };
                parent = asyncio::create_task(gathers_child());
                co_await asyncio::sleep_ms(1);
                (at_parent ? asyncio::AnyTask(parent) : child).cancel();
                co_await asyncio::sleep_ms(1);
                say(parent.done() && child.done() ? "over" : "stuck");
              }),
              "over ok");
  }
}

TEST(Gather, WaitsForATaskThatHasForwardedAnEarlierCancel) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> slow = asyncio::create_task(asyncio::finally(hang("body"), cleanup("c", 10)));
              Task<> waits = asyncio::create_task(wait_for_task, &slow);
              Task<> gathers = asyncio::create_task(gather_task, &waits);
              co_await asyncio::sleep_ms(1);
              waits.cancel();
              co_await asyncio::sleep_ms(1);
              say((co_await asyncio::cancel_and_wait(gathers)).name(), now_ms());
            }),
            "body { c } ~wait CancelledError 11 ok");
}

TEST(GatherCycle, AnOwnedChildMayAwaitWhatFailsInTheSameGather) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> bad = asyncio::create_task(failing(2));
              say(co_await error_of(asyncio::gather(wait_for_task(&bad), bad)));
            }),
            "~failing ~wait UserError ok");
}

TEST(Gather, OfAFailedTaskLeavesTheStateOfRunningOnesAlone) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> bad = asyncio::create_task(failing(1));
              Task<int> sleeping = asyncio::create_task(value_after(1, 10));
              asyncio::Event event;
              Task<> waiting = asyncio::create_task(
                  [](asyncio::Event& e) -> Coro<> { co_await e.wait(); }, std::ref(event));
              co_await asyncio::sleep_ms(2);
              say(co_await error_of(asyncio::gather(bad, sleeping, waiting, bad)), now_ms());
              event.set();
              co_await waiting;
              say(co_await sleeping, now_ms());
            }),
            "~failing UserError 2 1 10 ok");
}

}  // namespace
