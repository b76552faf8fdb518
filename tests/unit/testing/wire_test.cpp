// SPDX-License-Identifier: MIT
// A wire between two boards.
#include "tests/support/scenario.hpp"

#include <uasyncio/testing/wire.hpp>

#include <gtest/gtest.h>

using uasyncio::machine::Edge;
using uasyncio::testing::Chance;
using uasyncio::testing::Wire;

namespace {

TEST(Wire, WhatIsWrittenIsReadAndInterrupts) {
  Wire wire;
  int edges = 0;
  EXPECT_FALSE(wire.irq(Edge::both, [](void* count) { ++*static_cast<int*>(count); }, &edges));
  wire.on();
  EXPECT_TRUE(wire.value());
  wire.on();
  wire.toggle();
  EXPECT_FALSE(wire.value());
  wire.value(true);
  wire.off();
  EXPECT_EQ(edges, 4);
}

TEST(Wire, ADelayIsThatOfEachLevel) {
  EXPECT_EQ(scenario::played([]() -> uasyncio::Coro<> {
              Wire wire(false, 30);
              wire.on();
              co_await uasyncio::sleep_us(29);
              scenario::say(wire.value());
              co_await uasyncio::sleep_us(2);
              scenario::say(wire.value());
              wire.off();
              co_await uasyncio::sleep_us(31);
              scenario::say(wire.value());
            }),
            "0 1 0 ok");
}

TEST(Wire, ReadingsAreWrongWhileItIsDisturbed) {
  Wire wire(true);
  Chance noise(1);
  wire.disturb(&noise, 4);
  int wrong = 0;
  for (int n = 0; n != 4'000; ++n) wrong += wire.value() ? 0 : 1;
  EXPECT_GT(wrong, 800);
  EXPECT_LT(wrong, 1'200);
  wire.disturb(nullptr);
  EXPECT_TRUE(wire.value());
}

}  // namespace
