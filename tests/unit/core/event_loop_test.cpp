// SPDX-License-Identifier: MIT
// get_event_loop, new_event_loop, get_running_loop, got_event_loop.
#include <gtest/gtest.h>
#include <thread>
#include <uasyncio.hpp>

namespace asyncio = uasyncio;
using asyncio::Coro;

TEST(EventLoop, IsMadeOnceAndIsTheRunningOneInsideATask) {
  std::thread([] {
    EXPECT_FALSE(asyncio::got_event_loop());
    EXPECT_EQ(asyncio::get_running_loop(), nullptr);
    asyncio::Loop& loop = asyncio::get_event_loop();
    EXPECT_TRUE(asyncio::got_event_loop());
    EXPECT_EQ(&asyncio::get_event_loop(), &loop);
    auto body = []() -> Coro<bool> {
      co_return asyncio::get_running_loop() == &asyncio::get_event_loop();
    };
    EXPECT_TRUE(*loop.run_until_complete(body()));
  }).join();
}

TEST(EventLoop, ANewOneForgetsTheTasksOfTheOld) {
  std::thread([] {
    int steps = 0;
    auto count = [](int& n) -> Coro<> {
      for (;; ++n) co_await asyncio::sleep_ms(0);
    };
    auto wait = []() -> Coro<> { co_await asyncio::sleep_ms(1); };
    asyncio::get_event_loop().create_task(count(steps));
    EXPECT_TRUE(asyncio::get_event_loop().run_until_complete(wait()));
    EXPECT_GT(steps, 0);
    const int before = steps;
    asyncio::Loop& fresh = asyncio::new_event_loop();
    EXPECT_TRUE(fresh.run_until_complete(wait()));
    EXPECT_EQ(steps, before);
  }).join();
}
