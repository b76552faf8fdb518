// SPDX-License-Identifier: MIT
// Length and Milliseconds: what they are made of. The rounding itself is in time_test.
#include "uasyncio/port/length.hpp"

#include <gtest/gtest.h>
#include <limits>

using namespace uasyncio;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t us(Length length) { return length.microseconds(); }
constexpr std::uint64_t us_of_ms(Milliseconds length) { return length.microseconds(); }

TEST(Length, IsSecondsOrSaysItsUnitItself) {
  static_assert(us(2) == 2'000'000);
  static_assert(us(0.25) == 250'000);
  static_assert(us(1.5f) == 1'500'000);
  static_assert(us(20ms) == 20'000);
  static_assert(us(Milliseconds(20)) == 20'000);
}

TEST(Length, OfNoneIsWithoutAnEnd) { static_assert(us(std::nullopt) == never); }

TEST(Length, IsNeverShorterThanAsked) {
  static_assert(us(1ns) == 1);
  static_assert(us(0.0000001) == 1);
  static_assert(us(std::numeric_limits<std::uint64_t>::max()) == never);
  static_assert(us(-1) == 0);
}

TEST(Milliseconds, AreWholeOrSayTheirUnitThemselves) {
  static_assert(us_of_ms(20) == 20'000);
  static_assert(us_of_ms(-20) == 0);
  static_assert(us_of_ms(20ms) == 20'000);
  static_assert(us_of_ms(1500us) == 1'500);
  static_assert(us_of_ms(std::numeric_limits<std::int64_t>::max()) == never);
}

}  // namespace
