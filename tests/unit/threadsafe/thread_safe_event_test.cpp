// SPDX-License-Identifier: MIT
// ThreadSafeEvent: set from everywhere, interrupts at any point.
#include "tests/support/scenario.hpp"

#include <memory>
#include <uasyncio/threadsafe/thread_safe_event.hpp>
#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;
using asyncio::ThreadSafeEvent;

namespace {

Coro<> waiter(ThreadSafeEvent* event, int number) {
  Guard guard("~" + std::to_string(number));
  co_await event->wait();
  say(number);
}

TEST(ThreadSafeEvent, AnInterruptWakesAllInOrderAndItStaysSet) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeEvent event;
              for (int n = 1; n != 4; ++n) asyncio::create_task(waiter(&event, n));
              sim()->at(5'000, [&event] { event.set(); });
              co_await event.wait();
              say("main", now_ms(), event.is_set());
              co_await event.wait();
              co_await asyncio::sleep_ms(1);
            }),
            "main 5 1 1 ~1 2 ~2 3 ~3 ok");
}

// The original's is_set stays false until a waiter has run.
TEST(OriginalDefectsOfThreadSafeEvent, IsSetRightAfterSet) {
  ThreadSafeEvent event;
  EXPECT_FALSE(event.is_set());
  event.set();
  EXPECT_TRUE(event.is_set());
  event.clear();
  EXPECT_FALSE(event.is_set());
}

TEST(ThreadSafeEvent, WhoWaitsGoesOnAlthoughItIsClearedAtOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeEvent event;
              Task<> first = asyncio::create_task(waiter(&event, 1));
              co_await asyncio::sleep_ms(1);
              event.set();
              event.clear();
              Task<> second = asyncio::create_task(waiter(&event, 2));  // after the clear
              co_await asyncio::sleep_ms(1);
              say(second.done());
              event.set();
              co_await second;
            }),
            "1 ~1 0 2 ~2 ok");
}

TEST(ThreadSafeEvent, ASetAndClearBeforeTheWaitIsOver) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeEvent event;
              event.set();
              event.clear();
              for (int turn = 0; turn != 2; ++turn) {
                say(co_await error_of(asyncio::wait_for_ms(event.wait(), 5)));
                event.set();
                event.clear();
              }
            }),
            "TimeoutError TimeoutError ok");
}

TEST(ThreadSafeEvent, ACancelledWaiterDoesNotDisturbTheOthers) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeEvent event;
              std::vector<Task<>> tasks;
              for (int n = 0; n != 4; ++n) tasks.push_back(asyncio::create_task(waiter(&event, n)));
              co_await asyncio::sleep_ms(1);
              tasks[0].cancel();
              event.set();
              tasks[2].cancel();
              co_await asyncio::sleep_ms(1);
            }),
            "~0 ~2 1 ~1 3 ~3 ok");
}

TEST(ThreadSafeEvent, DestroyedWithWaitersItCancelsThem) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto event = std::make_unique<ThreadSafeEvent>();
              Task<> task = asyncio::create_task(waiter(event.get(), 1));
              co_await asyncio::sleep_ms(1);
              event.reset();
              co_await asyncio::sleep_ms(1);
              say(task.cancelled());
#if UASYNCIO_DIAGNOSTICS
              EXPECT_NE(sim()->transcript().find("ThreadSafeEvent destroyed"), std::string::npos);
#endif
            }),
            "~1 1 ok");
}

/// Two tasks wait and clear in turns, with a set after the n-th atomic step.
unsigned play_event_with_interrupt_at(unsigned point) {
  unsigned points = 0;
  played([&]() -> Coro<> {
    ThreadSafeEvent event;
    int wakes = 0;
    int sets = 0;
    auto waits = [](ThreadSafeEvent& its_event, int& count) -> Coro<> {
      for (;;) {
        co_await its_event.wait();
        ++count;
        its_event.clear();
      }
    };
    Task<> task = asyncio::create_task(waits, std::ref(event), std::ref(wakes));
    sim()->at_interrupt_point(point, [&] {
      ++sets;
      event.set();
    });
    for (int turn = 0; turn != 4; ++turn) {
      co_await asyncio::sleep_ms(1);
      ++sets;
      event.set();
    }
    co_await asyncio::sleep_ms(1);
    points = sim()->interrupt_points();
    sim()->at_interrupt_point(0, nullptr);
    co_await asyncio::sleep_ms(1);
    EXPECT_GE(wakes, 4) << "interrupt at " << point;
    EXPECT_LE(wakes, sets) << "interrupt at " << point;
    EXPECT_FALSE(event.is_set()) << "it waits although it is set: interrupt at " << point;
    task.cancel();
    co_await asyncio::sleep_ms(1);
  });
  return points;
}

TEST(ThreadSafeEvent, AnInterruptAtAnyPointIsNotLost) {
  const unsigned points = play_event_with_interrupt_at(1'000'000);
  EXPECT_GT(points, 15u);
  for (unsigned point = 1; point <= points; ++point) play_event_with_interrupt_at(point);
}

}  // namespace
