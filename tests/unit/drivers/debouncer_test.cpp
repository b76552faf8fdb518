// SPDX-License-Identifier: MIT
// Debouncer: levels and times, without pins or tasks. That of switches in use: switch_test.cpp.
#include <gtest/gtest.h>
#include <uasyncio/drivers/debouncer.hpp>

namespace asyncio = uasyncio;
using asyncio::at_microseconds;
using asyncio::Debounce;
using asyncio::Debouncer;
using asyncio::never;

namespace {

constexpr bool edge = true;
constexpr bool deadline = false;

TEST(Debouncer, TakesTheFirstEdgeAndLooksAgainWhenTheBounceIsOver) {
  Debouncer contact(true, 50, Debounce::first_edge);
  EXPECT_EQ(contact.deadline(), never);
  EXPECT_TRUE(contact.look(false, edge, at_microseconds(1'000)));
  EXPECT_EQ(contact.deadline(), at_microseconds(51'000));
  EXPECT_FALSE(contact.look(true, edge, at_microseconds(50'999)));
  EXPECT_TRUE(contact.look(true, deadline, at_microseconds(51'000)));
  EXPECT_EQ(contact.deadline(), at_microseconds(101'000));
  EXPECT_FALSE(contact.look(true, deadline, at_microseconds(101'000)));
  EXPECT_EQ(contact.deadline(), never);
  EXPECT_EQ(contact.short_pulses(), 0);
}

TEST(Debouncer, ThatMustBeStableBeginsAnewAtEachEdge) {
  Debouncer contact(true, 50, Debounce::stable);
  EXPECT_FALSE(contact.look(false, edge, at_microseconds(1'000)));
  EXPECT_FALSE(contact.look(true, edge, at_microseconds(40'000)));
  EXPECT_FALSE(contact.look(false, edge, at_microseconds(41'000)));
  EXPECT_EQ(contact.deadline(), at_microseconds(91'000));
  EXPECT_FALSE(contact.look(false, deadline, at_microseconds(90'999)));
  EXPECT_TRUE(contact.look(false, deadline, at_microseconds(91'000)));
  EXPECT_FALSE(contact.level());
  EXPECT_EQ(contact.deadline(), never);
}

TEST(Debouncer, CountsWhatIsTooShortAndItsCounterSaturates) {
  Debouncer contact(true, 0, Debounce::first_edge);
  for (int n = 0; n != 70'000; ++n) EXPECT_FALSE(contact.look(true, edge, at_microseconds(5)));
  EXPECT_EQ(contact.short_pulses(), 65'535);
}

TEST(Debouncer, AtTheEndOfTimeDoesNotWrap) {
  Debouncer contact(true, 50, Debounce::first_edge);
  EXPECT_TRUE(contact.look(false, edge, at_microseconds(never - 10)));
  EXPECT_EQ(contact.deadline(), never);
}

}  // namespace
