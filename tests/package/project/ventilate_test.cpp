// SPDX-License-Identifier: MIT
// [test]
#include "ventilate.hpp"

#include <gtest/gtest.h>

asyncio::Coro<> two_people() {
  asyncio::Event movement;
  bool fan = false;
  asyncio::OwnedTask<> task = asyncio::create_task(ventilate(movement, fan));
  movement.set();
  co_await asyncio::sleep(100);
  EXPECT_TRUE(fan);
  movement.set();
  co_await asyncio::sleep(180 + 179 - 100);
  EXPECT_TRUE(fan);
  co_await asyncio::sleep(2);
  EXPECT_FALSE(fan);
}

TEST(Ventilate, RunsThreeMinutesLonger) { asyncio::run(two_people()); }
// [/test]
