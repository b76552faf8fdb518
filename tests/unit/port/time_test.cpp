// Lengths of time: rounding up, saturating, and what is not a number.
#include "uasyncio/port/time.hpp"

#include <gtest/gtest.h>
#include <limits>

using namespace uasyncio;
using namespace std::chrono_literals;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(Time, SaturatesInsteadOfOverflowing) {
  static_assert(time_after(5, 7) == 12);
  static_assert(time_after(never - 5, 5) == never);
  static_assert(time_after(never - 5, 6) == never);
  static_assert(time_after(never, never) == never);
  static_assert(time_after(0, never) == never);
}

TEST(Time, OfANegativeCountIsZero) {
  static_assert(from_milliseconds(-1) == 0);
  static_assert(from_seconds(std::numeric_limits<std::int64_t>::min()) == 0);
  static_assert(from_seconds(-0.5) == 0);
  static_assert(from_chrono(-1ms) == 0);
  EXPECT_EQ(from_seconds(-infinite), 0u);
}

TEST(Time, OfAHugeCountIsNever) {
  static_assert(from_seconds(std::numeric_limits<std::uint64_t>::max()) == never);
  static_assert(from_milliseconds(std::numeric_limits<std::int64_t>::max()) == never);
  static_assert(from_seconds(1e30) == never);
  EXPECT_EQ(from_seconds(infinite), never);
  EXPECT_EQ(from_seconds(std::numeric_limits<float>::max()), never);
  EXPECT_EQ(from_chrono(std::chrono::hours::max()), never);
  EXPECT_EQ(from_chrono(std::chrono::duration<double>(infinite)), never);
}

TEST(Time, OfTheLargest32BitCountsIsExact) {
  static_assert(from_seconds(std::numeric_limits<std::uint32_t>::max()) == 4'294'967'295'000'000);
  static_assert(from_milliseconds(std::uint32_t{4'294'967'295}) == 4'294'967'295'000);
  static_assert(from_milliseconds(std::uint8_t{255}) == 255'000);
}

TEST(Time, OfNotANumberIsZero) {
  EXPECT_EQ(from_seconds(nan), 0u);
  EXPECT_EQ(from_chrono(std::chrono::duration<double>(nan)), 0u);
}

TEST(Time, IsRoundedUpToTheMicrosecond) {
  static_assert(from_seconds(0.0000001) == 1);
  static_assert(from_seconds(0.0000011) == 2);
  static_assert(from_seconds(1.5) == 1'500'000);
  static_assert(from_seconds(0.25f) == 250'000);
  static_assert(from_chrono(1ns) == 1);
  static_assert(from_chrono(1001ns) == 2);
  static_assert(from_chrono(2ms) == 2000);
  static_assert(from_chrono(1.5s) == 1'500'000);
  static_assert(from_chrono(1h) == 3'600'000'000);
}

}  // namespace
