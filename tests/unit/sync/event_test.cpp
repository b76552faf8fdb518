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

TEST(Event, ThatIsSetDoesNotSuspend) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              event.set();
              asyncio::create_task(waiter(event, 1));
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

TEST(Event, AWaitThatIsCancelledLeavesNoTrace) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              Task<> first = asyncio::create_task(waiter(event, 1));
              Task<> second = asyncio::create_task(waiter(event, 2));
              co_await asyncio::sleep_ms(0);
              EXPECT_EQ(co_await asyncio::cancel_and_wait(first), asyncio::Error::cancelled);
              event.set();
              co_await second;
            }),
            "2 ok");
}

TEST(Event, AWokenTaskThatIsCancelledBeforeItRunsDoesNotGoOn) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              Task<> task = asyncio::create_task(waiter(event, 1));
              co_await asyncio::sleep_ms(0);
              event.set();
              task.cancel();
              co_await asyncio::sleep_ms(0);
              say(task.cancelled() ? "cancelled" : "not");
            }),
            "cancelled ok");
}

}  // namespace
