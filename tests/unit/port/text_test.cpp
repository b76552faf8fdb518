// SPDX-License-Identifier: MIT
// Text without printf, and print.
#include "uasyncio/port/text.hpp"

#include "tests/support/scenario.hpp"

#include <limits>

using namespace scenario;
using asyncio::detail::integer_to_text;
using asyncio::detail::to_text;

namespace {

TEST(Text, OfIntegersReachesTheirLimits) {
  EXPECT_EQ(integer_to_text(0).view(), "0");
  EXPECT_EQ(integer_to_text(-7).view(), "-7");
  EXPECT_EQ(integer_to_text(std::numeric_limits<std::int8_t>::min()).view(), "-128");
  EXPECT_EQ(integer_to_text(std::numeric_limits<std::int32_t>::min()).view(), "-2147483648");
  EXPECT_EQ(integer_to_text(std::numeric_limits<std::uint32_t>::max()).view(), "4294967295");
  EXPECT_EQ(integer_to_text(std::numeric_limits<std::int64_t>::min()).view(),
            "-9223372036854775808");
  EXPECT_EQ(integer_to_text(std::numeric_limits<std::uint64_t>::max()).view(),
            "18446744073709551615");
}

TEST(Text, DigitsAreTakenAsByTheProcessorItself) {
  std::uint64_t value = 1;
  const auto check = [](std::uint64_t near) {
    std::uint64_t tenth = near;
    EXPECT_EQ(asyncio::detail::take_digit(tenth), near % 10) << near;
    EXPECT_EQ(tenth, near / 10) << near;
  };
  for (std::uint64_t small = 0; small != 10'000; ++small) {
    for (const std::uint64_t near : {small, ~small}) check(near);
    for (int bit = 1; bit != 64; ++bit) check((std::uint64_t{1} << bit) + small - 100);
  }
  for (int round = 0; round != 100'000; ++round) {
    for (const std::uint64_t near : {value / 10 * 10 - 1, value / 10 * 10, value >> round % 64}) {
      check(near);
    }
    value = value * 6'364'136'223'846'793'005 + 1'442'695'040'888'963'407;
  }
}

TEST(Text, OfFloatingPointHasUpToThreeDecimals) {
  EXPECT_EQ(to_text(1.5).view(), "1.5");
  EXPECT_EQ(to_text(0.125).view(), "0.125");
  EXPECT_EQ(to_text(-2.0).view(), "-2.0");
  EXPECT_EQ(to_text(0.9996).view(), "1.0");
  EXPECT_EQ(to_text(0.05).view(), "0.05");
  EXPECT_EQ(to_text(999'999'999'999'999.0).view(), "999999999999999.0");
  EXPECT_EQ(to_text(1e300).view(), "inf");
  EXPECT_EQ(to_text(-1e300).view(), "-inf");
  EXPECT_EQ(to_text(std::numeric_limits<double>::quiet_NaN()).view(), "nan");
}

TEST(Print, SeparatesWithASpaceAndEndsTheLine) {
  asyncio::SimPort port;
  asyncio::print("Counter", 5, true, 'x', 1.25, std::string("text"));
  EXPECT_EQ(port.transcript(), "Counter 5 True x 1.25 text\n");
}

}  // namespace
