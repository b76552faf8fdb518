// SPDX-License-Identifier: MIT
// ValueEvent: who gets which value, cancels and time-outs, and events that go early.
#include "uasyncio/compat/value_event.hpp"

#include "tests/support/scenario.hpp"

#include <memory>

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;
using asyncio::ValueEvent;

namespace {

Coro<> waiter(ValueEvent<std::string>& event, int number) {
  Guard guard("~" + std::to_string(number));
  const std::string text = co_await event.wait();
  say(number, text);
}

TEST(ValueEvent, ThatIsSetGivesItsValueWithoutYielding) {
  EXPECT_EQ(played([]() -> Coro<> {
              ValueEvent<int> event;
              say(event.is_set(), event.value().has_value());
              event.set(4);
              say(event.is_set(), event.value().value());
              say(co_await event, co_await event.wait());
              event.set(5);
              say(co_await event);
              event.clear();
              say(event.is_set(), event.value().has_value());
              say(co_await error_of(asyncio::wait_for_ms(event.wait(), 3)));
            }),
            "0 0 1 4 4 4 5 0 0 TimeoutError ok");
}

TEST(ValueEvent, WakesAllInTheirOrderWithACopyAlsoIfItIsCleared) {
  EXPECT_EQ(played([]() -> Coro<> {
              ValueEvent<std::string> event;
              for (int n = 1; n != 4; ++n) asyncio::create_task(waiter(event, n));
              co_await asyncio::sleep_ms(1);
              event.set("first");
              event.clear();
              co_await asyncio::sleep_ms(1);
              say(event.is_set());
            }),
            "1 first ~1 2 first ~2 3 first ~3 0 ok");
}

TEST(ValueEvent, GivesTheValueSetLast) {
  EXPECT_EQ(played([]() -> Coro<> {
              ValueEvent<std::string> event;
              Task<> task = asyncio::create_task(waiter(event, 1));
              co_await asyncio::sleep_ms(1);
              event.set("old");
              event.set("new");
              co_await task;
            }),
            "1 new ~1 ok");
}

TEST(ValueEvent, ACancelledWaiterLeavesNoTrace) {
  EXPECT_EQ(played([]() -> Coro<> {
              ValueEvent<std::string> event;
              Task<> before = asyncio::create_task(waiter(event, 1));
              Task<> after = asyncio::create_task(waiter(event, 2));
              Task<> third = asyncio::create_task(waiter(event, 3));
              co_await asyncio::sleep_ms(1);
              before.cancel();
              event.set("x");
              after.cancel();
              co_await third;
              say(before.cancelled(), after.cancelled());
            }),
            "~1 ~2 3 x ~3 1 1 ok");
}

TEST(ValueEvent, AllocatesNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              ValueEvent<int> event;
              asyncio::Loop::running()->call_later_ms(1, [&event] { event.set(3); });
              asyncio::FramePool::current().fail_allocation(1);
              const int value = co_await event;
              asyncio::FramePool::current().fail_allocation(0);
              say(value, now_ms());
            }),
            "3 1 ok");
}

TEST(ValueEvent, DestroyedWithWaitersOrBeforeTheyRanCancelsThem) {
  for (const bool is_set : {false, true}) {
    EXPECT_EQ(played([is_set]() -> Coro<> {
                auto event = std::make_unique<ValueEvent<std::string>>();
                Task<> first = asyncio::create_task(waiter(*event, 1));
                Task<> second = asyncio::create_task(waiter(*event, 2));
                co_await asyncio::sleep_ms(1);
                if (is_set) event->set("x");
                event.reset();
                co_await asyncio::sleep_ms(1);
                say(first.cancelled(), second.cancelled());
              }),
              "~1 ~2 1 1 ok");
  }
}

TEST(ValueEvent, OutlivesALoopThatIsDestroyedBeforeTheWaitersRan) {
  words().clear();
  ValueEvent<std::string> event;
  {
    asyncio::SimPort port;
    asyncio::Loop loop(port);
    loop.create_task(waiter(event, 1));
    auto main = [](ValueEvent<std::string>& its) -> Coro<> {
      co_await asyncio::sleep_ms(1);
      its.set("x");
    };
    EXPECT_TRUE(loop.run_until_complete(main(event)).ok());
  }
  EXPECT_EQ(words(), "~1");
  EXPECT_EQ(event.value(), "x");
}

}  // namespace
