// SPDX-License-Identifier: MIT
// AdcRange: values alone.
#include <gtest/gtest.h>
#include <uasyncio/drivers/adc_range.hpp>

using uasyncio::AdcRange;

namespace {

TEST(AdcRange, IncludesItsLimits) {
  AdcRange range(0);
  (void)range.take(10'001);
  range.around_last(2'000);
  EXPECT_FALSE(range.take(12'001));
  EXPECT_TRUE(range.take(12'002));
  EXPECT_FALSE(range.take(8'001));
  EXPECT_TRUE(range.take(8'000));
}

// The original's limits may lie beyond 16 bits, and a wait for them never ends.
TEST(OriginalDefectsOfAadc, LimitsAreThoseOf16Bits) {
  AdcRange range(0);
  range.set(-5, 70'000);
  EXPECT_FALSE(range.take(0));
  EXPECT_FALSE(range.take(65'535));
  range.sense(false);
  EXPECT_TRUE(range.take(65'535));
  range.set(100, 50);
  EXPECT_TRUE(range.take(75));
  EXPECT_FALSE(range.take(101));
}

TEST(AdcRange, AHysteresisKeepsNoiseAtTheLimitOut) {
  AdcRange range(10);
  range.set(100, 200);
  EXPECT_FALSE(range.take(210));
  EXPECT_TRUE(range.take(211));
  EXPECT_FALSE(range.take(90));
  EXPECT_TRUE(range.take(89));
  range.sense(false);
  EXPECT_FALSE(range.take(109));
  EXPECT_TRUE(range.take(110));
  EXPECT_TRUE(range.take(190));
  EXPECT_FALSE(range.take(191));
}

}  // namespace
