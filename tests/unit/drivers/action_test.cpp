// SPDX-License-Identifier: MIT
// Action: what a driver calls.
#include "tests/support/scenario.hpp"

#include <uasyncio/drivers/action.hpp>

using namespace scenario;
using asyncio::Action;
using asyncio::Coro;

namespace {

void tell_value(int value, const char* what) { say(what, value); }

TEST(Action, OfNothingDoesNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              Action<> none;
              Action<> nothing(nullptr);
              none.launch();
              nothing.launch();
              say(static_cast<bool>(none), static_cast<bool>(nothing));
              co_return;
            }),
            "0 0 ok");
}

TEST(Action, TheDriversArgumentsComeFirstAndTheUsersBehindThem) {
  EXPECT_EQ(played([]() -> Coro<> {
              Action<int> action(tell_value, "value");
              action.launch(5);
              say("launched");
              co_await asyncio::sleep_ms(0);
            }),
            "launched value 5 ok");
}

TEST(Action, MayBeReplacedBetweenTheLaunchAndTheCall) {
  EXPECT_EQ(played([]() -> Coro<> {
              Action<int> action(tell_value, "first");
              action.launch(1);
              action = Action<int>(tell_value, "second");
              action.launch(2);
              co_await asyncio::sleep_ms(0);
            }),
            "first 1 second 2 ok");
}

TEST(Action, OfACoroutineFunctionIsAwaited) {
  EXPECT_EQ(played([]() -> Coro<> {
              int sum = 0;
              Action<int> action([&sum](int value) -> Coro<> {
                co_await asyncio::sleep_ms(3);
                sum += value;
              });
              action.launch(4);
              co_await asyncio::sleep_ms(4);
              say(sum);
            }),
            "4 ok");
}

TEST(Action, TakesThreeWords) { EXPECT_EQ(sizeof(Action<int>), 3 * sizeof(void*)); }

}  // namespace
