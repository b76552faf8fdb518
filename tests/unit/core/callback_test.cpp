// SPDX-License-Identifier: MIT
#include "uasyncio/core/callback.hpp"

#include "tests/support/scenario.hpp"

#include <memory>

using namespace scenario;
using asyncio::Callback;
using asyncio::Coro;
using asyncio::Task;

namespace {

int twice(int number) { return 2 * number; }

TEST(Launch, OfAPlainFunctionGivesItsValue) { EXPECT_EQ(asyncio::launch(twice, 21), 42); }

TEST(Launch, OfACoroutineFunctionGivesItsTaskWhichKeepsTheArguments) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> task = asyncio::launch(
                  [number = 21](std::string text) -> Coro<int> {
                    co_await asyncio::sleep_ms(1);
                    co_return number + static_cast<int>(text.size());
                  },
                  std::string(21, ' '));
              say(co_await task);
            }),
            "42 ok");
}

TEST(Callback, WithoutAFunctionDoesNothing) {
  Callback<> callback;
  EXPECT_FALSE(callback);
  EXPECT_FALSE(callback().value.has_value());
}

TEST(Callback, CallsAsOftenAsAskedWithItsArguments) {
  int sum = 0;
  Callback callback([&sum](int number) { sum += number; }, 3);
  EXPECT_TRUE(callback().value.has_value());
  callback();
  EXPECT_EQ(sum, 6);
}

TEST(Callback, GivesTheValue) {
  Callback callback(twice, 21);
  EXPECT_EQ(callback().value, 42);
}

TEST(Callback, MovesAndDestroysWhatItHolds) {
  auto counted = std::make_shared<int>(1);
  {
    Callback first([counted] { return *counted; });
    EXPECT_EQ(counted.use_count(), 2);
    Callback second(std::move(first));
    EXPECT_FALSE(first);
    EXPECT_EQ(second().value, 1);
    first = std::move(second);
    EXPECT_EQ(first().value, 1);
    EXPECT_EQ(counted.use_count(), 2);
    first = Callback<int>();
    EXPECT_EQ(counted.use_count(), 1);
  }
  EXPECT_EQ(counted.use_count(), 1);
}

struct CallsOnItsEnd {
  Callback<>* callback = nullptr;
  CallsOnItsEnd(Callback<>& its) : callback(&its) {}
  CallsOnItsEnd(CallsOnItsEnd&& other) noexcept
      : callback(std::exchange(other.callback, nullptr)) {}
  CallsOnItsEnd& operator=(CallsOnItsEnd&&) = delete;
  ~CallsOnItsEnd() {
    if (callback != nullptr) (*callback)();
  }
};

TEST(Callback, IsTheNewOneWhenTheOldOneIsDestroyed) {
  words().clear();
  Callback<> callback;
  callback = Callback<>([guard = CallsOnItsEnd(callback)] { (void)guard; });
  callback = Callback<>([] { say("new"); });
  EXPECT_EQ(words(), "new");
}

TEST(Callback, OfACoroutineFunctionMakesATaskEachTime) {
  EXPECT_EQ(played([]() -> Coro<> {
              Callback callback(
                  [](int number) -> Coro<int> {
                    co_await asyncio::sleep_ms(1);
                    co_return number;
                  },
                  7);
              Task<int> first = callback().task;
              Task<int> second = callback().task;
              callback = Callback<int>();  // the tasks have what they need
              const int one = co_await first;
              const int other = co_await second;
              say(one + other);
            }),
            "14 ok");
}

}  // namespace
