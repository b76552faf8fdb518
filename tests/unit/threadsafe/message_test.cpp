// SPDX-License-Identifier: MIT
// Message: a value from everywhere, interrupts at any point.
#include "tests/support/scenario.hpp"

#include <memory>
#include <uasyncio/threadsafe/message.hpp>
#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::Message;
using asyncio::Task;

namespace {

Coro<> waiter(Message<int>* message, int number) {
  Guard guard("~" + std::to_string(number));
  const int value = co_await *message;
  say(number, "got", value);
}

TEST(Message, AnInterruptBringsAValueToAll) {
  EXPECT_EQ(played([]() -> Coro<> {
              Message<int> message;
              asyncio::create_task(waiter(&message, 1));
              asyncio::create_task(waiter(&message, 2));
              sim()->at(5'000, [&message] { message.set(42); });
              say(co_await message.wait(), now_ms(), message.is_set(), *message.value());
              co_await asyncio::sleep_ms(1);
            }),
            "42 5 1 42 1 got 42 ~1 2 got 42 ~2 ok");
}

TEST(Message, ASetMessageIsGivenWithoutYieldingUntilItIsCleared) {
  EXPECT_EQ(played([]() -> Coro<> {
              Message<int> message;
              EXPECT_FALSE(message.value().has_value());
              message.set(1);
              message.set(2);
              say(co_await message);
              say(co_await message);
              message.clear();
              say(message.is_set(), *message.value());
              say(co_await error_of(asyncio::wait_for_ms(message.wait(), 5)));
            }),
            "2 2 0 2 TimeoutError ok");
}

TEST(Message, NextClears) {
  EXPECT_EQ(played([]() -> Coro<> {
              Message<int> message;
              for (asyncio::Time n = 1; n != 4; ++n) {
                sim()->at(n * 1'000, [&message, n] { message.set(static_cast<int>(n)); });
              }
              while (auto value = co_await message.next()) {
                say(*value, message.is_set());
                if (*value == 3) break;
              }
            }),
            "1 0 2 0 3 0 ok");
}

TEST(Message, WhoWaitsGetsItAlthoughItIsClearedAtOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              Message<int> message;
              Task<> first = asyncio::create_task(waiter(&message, 1));
              co_await asyncio::sleep_ms(1);
              message.set(5);
              message.clear();
              Task<> second = asyncio::create_task(waiter(&message, 2));
              co_await asyncio::sleep_ms(1);
              say(second.done());
              second.cancel();
              co_await asyncio::sleep_ms(0);
            }),
            "1 got 5 ~1 0 ~2 ok");
}

// The original's set also touches the scheduler's queues when more than one task waits; and it does
// not run on a computer at all.
TEST(OriginalDefectsOfMessage, AnInterruptInTheMiddleOfTheLoopTouchesNoQueue) {
  EXPECT_EQ(played([]() -> Coro<> {
              Message<int> message;
              for (int n = 1; n != 4; ++n) asyncio::create_task(waiter(&message, n));
              co_await asyncio::sleep_ms(1);
              message.set(1);
              say("set");  // nobody was touched
              co_await asyncio::sleep_ms(1);
            }),
            "set 1 got 1 ~1 2 got 1 ~2 3 got 1 ~3 ok");
}

TEST(Message, ACancelBeforeOrAfterTheWakeLeavesNoTrace) {
  EXPECT_EQ(played([]() -> Coro<> {
              Message<int> message;
              Task<> first = asyncio::create_task(waiter(&message, 1));
              Task<> second = asyncio::create_task(waiter(&message, 2));
              Task<> third = asyncio::create_task(waiter(&message, 3));
              co_await asyncio::sleep_ms(1);
              first.cancel();
              asyncio::create_task(
                  [](Message<int>* its, Task<> task) -> Coro<> {
                    its->set(7);
                    co_await asyncio::sleep_ms(0);
                    task.cancel();
                  },
                  &message, second);
              co_await asyncio::sleep_ms(1);
              say(third.done());
            }),
            "~1 ~2 3 got 7 ~3 1 ok");
}

TEST(Message, DestroyedBetweenTheWakeAndTheTurnItCancelsTheWaiters) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto message = std::make_unique<Message<int>>();
              Task<> task = asyncio::create_task(waiter(message.get(), 1));
              co_await asyncio::sleep_ms(1);
              message->set(1);
              message.reset();
              co_await asyncio::sleep_ms(1);
              say(task.cancelled());
            }),
            "~1 1 ok");
}

unsigned play_message_with_interrupt_at(unsigned point) {
  unsigned points = 0;
  played([&]() -> Coro<> {
    Message<int> message;
    std::vector<int> seen;
    bool has_struck = false;
    auto waits = [](Message<int>& its, std::vector<int>& values) -> Coro<> {
      while (auto value = co_await its.next()) values.push_back(*value);
    };
    Task<> task = asyncio::create_task(waits, std::ref(message), std::ref(seen));
    sim()->at_interrupt_point(point, [&] {
      has_struck = true;
      message.set(99);
    });
    for (int n = 1; n != 4; ++n) {
      co_await asyncio::sleep_ms(1);
      message.set(n);
    }
    co_await asyncio::sleep_ms(1);
    points = sim()->interrupt_points();
    sim()->at_interrupt_point(0, nullptr);
    co_await asyncio::sleep_ms(1);
    // Each one, except that the interrupt and one of them may overwrite each other.
    const std::size_t count = seen.size();
    EXPECT_GE(count, 3u) << "interrupt at " << point;
    EXPECT_LE(count, has_struck ? 4u : 3u) << "interrupt at " << point;
    EXPECT_FALSE(message.is_set()) << "interrupt at " << point;
    co_await asyncio::sleep_ms(1);
    EXPECT_EQ(seen.size(), count) << "interrupt at " << point;
    task.cancel();
    co_await asyncio::sleep_ms(0);
  });
  return points;
}

TEST(Message, AnInterruptAtAnyPointIsNotLost) {
  const unsigned points = play_message_with_interrupt_at(1'000'000);
  EXPECT_GT(points, 15u);
  for (unsigned point = 1; point <= points; ++point) play_message_with_interrupt_at(point);
}

}  // namespace
