// Debouncer: levels and times, without pins or tasks. That of switches in use: switch_test.cpp.
#include <gtest/gtest.h>
#include <uasyncio/drivers/debouncer.hpp>

namespace asyncio = uasyncio;
using asyncio::Debounce;
using asyncio::Debouncer;
using asyncio::never;

namespace {

constexpr bool edge = true;
constexpr bool deadline = false;

TEST(Debouncer, TakesTheFirstEdgeAndLooksAgainWhenTheBounceIsOver) {
  Debouncer contact(true, 50, Debounce::first_edge);
  EXPECT_EQ(contact.deadline(), never);
  EXPECT_TRUE(contact.look(false, edge, 1'000));
  EXPECT_EQ(contact.deadline(), 51'000u);
  EXPECT_FALSE(contact.look(true, edge, 50'999));
  EXPECT_TRUE(contact.look(true, deadline, 51'000));
  EXPECT_EQ(contact.deadline(), 101'000u);
  EXPECT_FALSE(contact.look(true, deadline, 101'000));
  EXPECT_EQ(contact.deadline(), never);
  EXPECT_EQ(contact.short_pulses(), 0);
}

TEST(Debouncer, ThatMustBeStableBeginsAnewAtEachEdge) {
  Debouncer contact(true, 50, Debounce::stable);
  EXPECT_FALSE(contact.look(false, edge, 1'000));
  EXPECT_FALSE(contact.look(true, edge, 40'000));
  EXPECT_FALSE(contact.look(false, edge, 41'000));
  EXPECT_EQ(contact.deadline(), 91'000u);
  EXPECT_FALSE(contact.look(false, deadline, 90'999));
  EXPECT_TRUE(contact.look(false, deadline, 91'000));
  EXPECT_FALSE(contact.level());
  EXPECT_EQ(contact.deadline(), never);
}

TEST(Debouncer, CountsWhatIsTooShortAndItsCounterSaturates) {
  Debouncer contact(true, 0, Debounce::first_edge);
  for (int n = 0; n != 70'000; ++n) EXPECT_FALSE(contact.look(true, edge, 5));
  EXPECT_EQ(contact.short_pulses(), 65'535);
}

TEST(Debouncer, AtTheEndOfTimeDoesNotWrap) {
  Debouncer contact(true, 50, Debounce::first_edge);
  EXPECT_TRUE(contact.look(false, edge, never - 10));
  EXPECT_EQ(contact.deadline(), never);
}

}  // namespace
