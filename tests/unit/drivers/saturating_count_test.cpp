// SPDX-License-Identifier: MIT
// Counters of drivers, at their limit.
#include <uasyncio/drivers/saturating_count.hpp>

#include <gtest/gtest.h>

namespace {

using uasyncio::detail::count;

TEST(SaturatingCount, StaysAtItsLimit) {
  std::uint16_t counter = 65'533;
  count(counter);
  EXPECT_EQ(counter, 65'534);
  count(counter);
  EXPECT_EQ(counter, 65'535);
  count(counter);
  EXPECT_EQ(counter, 65'535);
}

TEST(SaturatingCount, AddsManyAtOnceUpToTheLimit) {
  std::uint32_t counter = 5;
  count(counter, 7);
  EXPECT_EQ(counter, 12u);
  count(counter, 0xFFFF'FFFF);
  EXPECT_EQ(counter, 0xFFFF'FFFF);
}

}  // namespace
