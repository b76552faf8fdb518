// SPDX-License-Identifier: MIT
// AdcRange: values alone.
#include <algorithm>
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

// A hysteresis that is larger than what is left of the scale, or of the range.
TEST(AdcRange, EveryRangeCanBeLeftAndEntered) {
  for (const int low : {0, 1, 10, 100, 30'000, 65'534, 65'535}) {
    for (const int high : {0, 1, 12, 100, 30'000, 65'500, 65'534, 65'535}) {
      for (const std::uint16_t hysteresis : {0, 1, 100, 65'535}) {
        AdcRange range(hysteresis);
        range.set(low, high);
        const bool has_below = std::min(low, high) > 0, has_above = std::max(low, high) < 65'535;
        EXPECT_EQ(range.take(0), has_below) << low << " " << high << " " << hysteresis;
        EXPECT_EQ(range.take(65'535), has_above) << low << " " << high << " " << hysteresis;
        range.sense(false);
        const auto middle = static_cast<std::uint16_t>((low + high) / 2);
        EXPECT_TRUE(range.take(middle)) << low << " " << high << " " << hysteresis;
      }
    }
  }
}

/// As a converter's comparator would watch after this value, which ends no wait.
void expect_quiet_is_right(AdcRange range, int last, int low, int high) {
  const uasyncio::machine::AdcWindow quiet = range.quiet();
  EXPECT_TRUE(quiet.low <= last && last <= quiet.high) << last << " of " << low << " " << high;
  for (int value = 0; value <= 40; ++value) {
    const bool is_quiet = quiet.low <= value && value <= quiet.high;
    const bool ends = range.take(static_cast<std::uint16_t>(value));
    EXPECT_FALSE(is_quiet && ends) << value << " after " << last << " of " << low << " " << high;
  }
}

TEST(AdcRange, NothingThatIsQuietEndsAWait) {
  for (const std::uint16_t hysteresis : {0, 1, 5}) {
    for (const bool sense : {true, false}) {
      for (int low = 0; low <= 30; low += 3) {
        for (int high = low; high <= 30; high += 2) {
          for (int last = 0; last <= 40; ++last) {
            AdcRange range(hysteresis);
            range.sense(sense);
            range.set(low, high);
            if (range.take(static_cast<std::uint16_t>(last))) continue;
            expect_quiet_is_right(range, last, low, high);
          }
        }
      }
    }
  }
}

TEST(AdcRange, OutOfTheRangeAllThatIsNotQuietEndsAWait) {
  AdcRange range(10);
  range.set(100, 65'530);
  (void)range.take(200);
  EXPECT_EQ(range.quiet().low, 90);
  EXPECT_EQ(range.quiet().high, 65'534);
  range.sense(false);
  range.set(0, 50);
  (void)range.take(200);
  EXPECT_EQ(range.quiet().low, 41);
  EXPECT_EQ(range.quiet().high, 65'535);
}

}  // namespace
