// SPDX-License-Identifier: MIT
// Event: who is woken, in which order, and who is not.
#include "uasyncio/sync/event.hpp"

#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Event;
using asyncio::Task;

namespace {

Coro<> waiter(Event& event, int number) {
  co_await event.wait();
  say(number);
}

Coro<> waits(std::string_view name, Event* event, int times) {
  Guard guard("-");
  for (int time = 0; time != times; ++time) {
    co_await event->wait();
    say(name);
  }
}

Task<> start(std::string_view name, Event* event, int times = 1) {
  return asyncio::create_task(waits(name, event, times));
}

TEST(Event, ThatIsSetDoesNotSuspend) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              event.set();
              asyncio::create_task(waiter(event, 1));
              co_await event.wait();
              co_await event.wait();
              say("main", event.is_set() ? "set" : "clear");
              co_await asyncio::sleep_ms(0);
            }),
            "main set 1 ok");
}

TEST(Event, WakesAllInOrderAlsoIfItIsClearedBeforeTheyRun) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              for (int n = 1; n != 4; ++n) asyncio::create_task(waiter(event, n));
              co_await asyncio::sleep_ms(0);
              event.set();
              event.set();
              event.clear();
              co_await asyncio::sleep_ms(0);
              const auto again = co_await asyncio::as_result(asyncio::wait_for_ms(event.wait(), 1));
              say(again.error().name());
            }),
            "1 2 3 TimeoutError ok");
}

// A pulse: who waited is woken although the event is clear again when it runs.
TEST(Event, SetAndClearWakesAllThatWaitedAndNobodyElse) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              Task<> a = start("a", &event, 2);
              Task<> b = start("b", &event);
              co_await asyncio::sleep_ms(0);
              event.set();
              event.clear();
              Task<> late = start("late", &event);
              co_await asyncio::sleep_ms(1);
              say("|", a.done(), b.done(), late.done());
              event.set();
              event.clear();
              co_await a;
              co_await late;
            }),
            "a b - | 0 1 0 a - late - ok");
}

TEST(Event, PulsesWithoutWaitersAreLostAndSetsAreNotCounted) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              event.set();
              event.clear();
              Task<> a = start("a", &event, 2);
              co_await asyncio::sleep_ms(1);
              say("|");
              event.set();
              event.clear();
              event.set();
              event.clear();
              co_await asyncio::sleep_ms(1);
              say(a.done() ? "done" : "waiting");
              co_await asyncio::cancel_and_wait(a);
            }),
            "| a waiting - ok");
}

TEST(Event, ACancelledWaiterLeavesTheOthersInTheirOrder) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              Task<> tasks[] = {start("a", &event), start("b", &event), start("c", &event),
                                start("d", &event)};
              co_await asyncio::sleep_ms(0);
              EXPECT_EQ(co_await asyncio::cancel_and_wait(tasks[1]), asyncio::Error::cancelled);
              EXPECT_EQ(co_await asyncio::cancel_and_wait(tasks[0]), asyncio::Error::cancelled);
              event.set();
              co_await tasks[3];
            }),
            "- - c - d - ok");
}

TEST(Event, TheWakeOfACancelledWaiterIsNobodyElses) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              Task<> a = start("a", &event);
              co_await asyncio::sleep_ms(0);
              event.set();
              event.clear();
              a.cancel();
              Task<> b = start("b", &event);
              co_await asyncio::sleep_ms(1);
              say(a.cancelled(), b.done());
              event.set();
              co_await b;
            }),
            "- 1 0 b - ok");
}

TEST(Event, AWaiterMaySetAndClearTheEventItWaitsFor) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              auto relay = [](std::string_view name, Event* one) -> Coro<> {
                co_await one->wait();
                say(name);
                one->clear();
                one->set();
              };
              Task<> a = asyncio::create_task(relay, std::string_view("a"), &event);
              Task<> b = asyncio::create_task(relay, std::string_view("b"), &event);
              co_await asyncio::sleep_ms(0);
              event.set();
              co_await b;
              say(event.is_set());
            }),
            "a b 1 ok");
}

// A garbage collector keeps the original's event alive; here its waiters could never be woken.
TEST(Event, DestroyingAnEventWithWaitersCancelsThem) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task;
              {
                Event event;
                task = start("a", &event);
                co_await asyncio::sleep_ms(0);
              }
              co_await asyncio::sleep_ms(0);
              say(task.cancelled() ? "cancelled" : "not");
            }),
            "- cancelled ok");
}

}  // namespace
