// SPDX-License-Identifier: MIT
// Quadrature and EncoderValue: levels and counts, without pins or tasks.
#include <gtest/gtest.h>
#include <limits>
#include <uasyncio/drivers/quadrature.hpp>
#include <uasyncio/testing/wave.hpp>

using uasyncio::EncoderOptions;
using uasyncio::EncoderValue;
using uasyncio::Quadrature;
using uasyncio::testing::Chance;

namespace {

/// The levels of an encoder that stands at `place`.
bool x_at(int place) { return (place & 2) != 0; }
bool y_at(int place) { return ((place + 1) & 2) != 0; }

TEST(Quadrature, CountsEveryStepInBothDirectionsAndReversals) {
  for (int start = 0; start != 4; ++start) {
    Quadrature encoder(x_at(start), y_at(start));
    Chance chance(1);
    int place = start;
    int direction = 1;
    for (int n = 0; n != 20'000; ++n) {
      if (chance.one_in(100)) direction = -direction;
      place += direction;
      EXPECT_TRUE(encoder.step(x_at(place), y_at(place)));
      EXPECT_FALSE(encoder.step(x_at(place), y_at(place)));  // an edge that is told twice
    }
    EXPECT_EQ(std::abs(encoder.raw()), std::abs(place - start));
    EXPECT_EQ(encoder.lost(), 0u);
  }
}

TEST(Quadrature, AJumpOfTwoStepsIsCountedAndGoesOnInTheLastDirection) {
  for (const int direction : {1, -1}) {
    Quadrature encoder(x_at(0), y_at(0));
    for (int place : {1, 2, 4, 5}) {
      place *= direction;
      encoder.step(x_at(place), y_at(place));
    }
    EXPECT_EQ(std::abs(encoder.raw()), 5);
    EXPECT_EQ(encoder.lost(), 1u);
  }
}

TEST(Quadrature, ABouncingContactCountsNothing) {
  Quadrature encoder(x_at(0), y_at(0));
  for (int n = 0; n != 99; ++n) encoder.step(x_at(n % 2), y_at(n % 2));
  EXPECT_EQ(encoder.raw(), 0);
}

/// The values that a wheel shows that turns `steps` one after the other.
std::string shown(EncoderOptions options, std::initializer_list<int> raws) {
  EncoderValue value(options);
  std::string text;
  for (const int raw : raws) {
    value.follow(raw);
    text += std::to_string(value.value()) + " ";
  }
  return text;
}

// The original rounds half to even: 0 0 1 2 2 2 3 4, steps of uneven length.
TEST(OriginalDefectsOfEncoder, DividedStepsAreEven) {
  EXPECT_EQ(shown({.div = 2}, {1, 2, 3, 4, 5, 6, 7, 8}), "0 1 1 2 2 3 3 4 ");
  EXPECT_EQ(shown({.div = 4}, {3, 4, 7, 8, 5, 4, 0, -3, -4}), "0 1 1 2 2 1 0 0 -1 ");
}

TEST(EncoderValue, AKnobThatTremblesAtADetentDoesNotMoveIt) {
  EXPECT_EQ(shown({.div = 4}, {4, 3, 4, 5, 4, 3, 4}), "1 1 1 1 1 1 1 ");
}

TEST(EncoderValue, ItsLimitsBankNoOverTravel) {
  EXPECT_EQ(shown({.vmin = 0, .vmax = 3}, {5, 2}), "3 0 ");
  EXPECT_EQ(shown({.vmin = 0, .vmax = 3}, {5, 4, 9, -9}), "3 2 3 0 ");
}

TEST(EncoderValue, ModuloTellsTheRawDifference) {
  EncoderValue value({.mod = 4});
  EXPECT_EQ(value.follow(-1), 3);
  EXPECT_EQ(value.follow(0), -3);
  EXPECT_EQ(value.follow(9), 1);
}

TEST(EncoderValue, AFirstValueBeyondTheLimitsIsRefused) {
  EXPECT_FALSE(EncoderValue({.v = 5, .vmax = 3}).is_valid());
  EXPECT_FALSE(EncoderValue({.v = 5, .vmin = 6}).is_valid());
  EXPECT_FALSE(EncoderValue({.div = 0}).is_valid());
  EXPECT_FALSE(EncoderValue({.mod = 0}).is_valid());
  EXPECT_TRUE(EncoderValue({.v = 3, .vmin = 3, .vmax = 3}).is_valid());
}

TEST(EncoderValue, CountsOnWhereTheRawCountWraps) {
  EncoderValue value({.div = 2});
  value.follow(std::numeric_limits<std::int32_t>::max());
  const int before = value.value();
  value.follow(std::numeric_limits<std::int32_t>::min() + 3);
  EXPECT_EQ(value.value() - before, 2);
}

}  // namespace
