// SPDX-License-Identifier: MIT
// Lengths of time: rounding up, saturating, and what is not a number.
#include "uasyncio/port/time.hpp"

#include <gtest/gtest.h>
#include <limits>

using namespace uasyncio;
using namespace std::chrono_literals;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

constexpr Instant at(Time count) { return at_microseconds(count); }
constexpr Duration us(std::uint64_t count) { return from_microseconds(count); }

TEST(Time, SaturatesInsteadOfOverflowing) {
  static_assert(at(5) + us(7) == at(12));
  static_assert(at(never - 5) + us(5) == never);
  static_assert(at(never - 5) + us(6) == never);
  static_assert(Instant(never) + Duration(never) == never);
  static_assert(Instant{} + Duration(never) == never);
}

TEST(Time, BetweenTwoInstantsIsALength) {
  static_assert(at(12) - at(5) == us(7));
  static_assert(us(7) + us(5) - us(2) == us(10));
  static_assert(us(7) * 3 / 2 == us(10));
  static_assert(detail::soon_after(at(5), us(7)) == at(12));
  static_assert(at(5) < at(6) && us(5) < us(6));
  Duration sum = us(1);
  sum += us(2);
  EXPECT_EQ(sum, us(3));
}

TEST(Time, GoesBackToNumbersOfTheUnitThatIsAskedFor) {
  static_assert(to_microseconds(at(5)) == 5);
  static_assert(to_microseconds(us(5)) == 5);
  static_assert(to_milliseconds(us(2'999)) == 2);
}

TEST(Time, NeverIsTheLastInstantTheLongestLengthAndTheLargestNumber) {
  static_assert(Instant(never) == at(std::numeric_limits<Time>::max()));
  static_assert(Duration(never) == us(std::numeric_limits<std::uint64_t>::max()));
  static_assert(Time{never} == std::numeric_limits<Time>::max());
  static_assert(from_seconds(never) == never && from_milliseconds(never) == never);
}

template <class Left, class Right>
concept Added = requires(Left left, Right right) { left + right; };
template <class Left, class Right>
concept Compared = requires(Left left, Right right) { left < right; };

TEST(Time, DoesNotMix) {
  static_assert(Added<Instant, Duration> && Added<Duration, Duration>);
  static_assert(!Added<Instant, Instant> && !Added<Duration, Instant>);
  static_assert(!Added<Instant, Time> && !Added<Time, Instant> && !Added<Duration, Time>);
  static_assert(!Compared<Instant, Duration> && !Compared<Instant, Time>);
  static_assert(!Compared<Duration, std::uint64_t>);
  static_assert(!std::is_convertible_v<Time, Instant> && !std::is_convertible_v<Instant, Time>);
  static_assert(!std::is_convertible_v<std::uint64_t, Duration>);
  static_assert(!std::is_convertible_v<Duration, std::uint64_t>);
}

TEST(Time, OfANegativeCountIsZero) {
  static_assert(from_milliseconds(-1) == us(0));
  static_assert(from_seconds(std::numeric_limits<std::int64_t>::min()) == us(0));
  static_assert(from_seconds(-0.5) == us(0));
  static_assert(from_chrono(-1ms) == us(0));
  EXPECT_EQ(from_seconds(-infinite), us(0));
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
  static_assert(from_seconds(std::numeric_limits<std::uint32_t>::max()) ==
                us(4'294'967'295'000'000));
  static_assert(from_milliseconds(std::uint32_t{4'294'967'295}) == us(4'294'967'295'000));
  static_assert(from_milliseconds(std::uint8_t{255}) == us(255'000));
}

TEST(Time, OfNotANumberIsZero) {
  EXPECT_EQ(from_seconds(nan), us(0));
  EXPECT_EQ(from_chrono(std::chrono::duration<double>(nan)), us(0));
}

TEST(Time, IsRoundedUpToTheMicrosecond) {
  static_assert(from_seconds(0.0000001) == us(1));
  static_assert(from_seconds(0.0000011) == us(2));
  static_assert(from_seconds(1.5) == us(1'500'000));
  static_assert(from_seconds(0.25f) == us(250'000));
  static_assert(from_chrono(1ns) == us(1));
  static_assert(from_chrono(1001ns) == us(2));
  static_assert(from_chrono(2ms) == us(2000));
  static_assert(from_chrono(1.5s) == us(1'500'000));
  static_assert(from_chrono(1h) == us(3'600'000'000));
}

}  // namespace
