// SPDX-License-Identifier: MIT
// Gestures: times alone. Those of buttons in use, and all tables: pushbutton_test.cpp.
#include <gtest/gtest.h>
#include <uasyncio/drivers/gestures.hpp>

namespace asyncio = uasyncio;
using asyncio::Gesture;
using asyncio::Gestures;
using asyncio::never;
using asyncio::Suppress;

namespace {

constexpr Gestures::Wanted all{true, true};
constexpr asyncio::GestureSet nothing = 0;

constexpr asyncio::Instant at(asyncio::Time microseconds) {
  return asyncio::at_microseconds(microseconds);
}

constexpr asyncio::GestureSet only(Gesture gesture) {
  return static_cast<asyncio::GestureSet>(gesture);
}

TEST(Gestures, HaveTheirDeadlinesAtTheLimitAndNotBefore) {
  Gestures button(Suppress::nothing, 400, 1000);
  EXPECT_EQ(button.deadline(), never);
  EXPECT_EQ(button.press(at(7), all), only(Gesture::press));
  EXPECT_EQ(button.deadline(), at(400'007));
  EXPECT_EQ(button.look(at(400'007)), nothing);
  EXPECT_EQ(button.deadline(), at(1'000'007));
  EXPECT_EQ(button.look(at(1'000'006)), nothing);
  EXPECT_EQ(button.look(at(1'000'007)), only(Gesture::long_press));
  EXPECT_EQ(button.deadline(), never);
  EXPECT_EQ(button.release(), only(Gesture::release));
}

TEST(Gestures, ASecondPressIsDoubleOnlyBeforeTheLimit) {
  for (const asyncio::Time second : {399'999u, 400'000u}) {
    Gestures button(Suppress::nothing, 400, 1000);
    button.press(at(0), all);
    button.release();
    button.look(at(second));
    EXPECT_EQ(contains(button.press(at(second), all), Gesture::double_press), second < 400'000u);
  }
}

TEST(Gestures, AThirdPressBeginsAnew) {
  Gestures button(Suppress::nothing, 400, 1000);
  button.press(at(0), all);
  button.release();
  EXPECT_EQ(button.press(at(100'000), all), Gesture::press | Gesture::double_press);
  button.release();
  EXPECT_EQ(button.press(at(200'000), all), only(Gesture::press));
  button.release();
  EXPECT_EQ(button.press(at(300'000), all), Gesture::press | Gesture::double_press);
}

TEST(Gestures, WhatIsHeldBackComesOnce) {
  Gestures button(Suppress::press_and_release, 400, 1000);
  EXPECT_EQ(button.press(at(0), all), nothing);
  EXPECT_EQ(button.release(), nothing);
  EXPECT_EQ(button.look(at(400'000)), Gesture::press | Gesture::release);
  EXPECT_EQ(button.look(at(400'000)), nothing);
}

}  // namespace
