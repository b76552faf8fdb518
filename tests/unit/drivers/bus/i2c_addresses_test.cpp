// SPDX-License-Identifier: MIT
#include "uasyncio/drivers/bus/i2c_addresses.hpp"

#include <gtest/gtest.h>

namespace {

TEST(I2cAddresses, AreInOrder) {
  uasyncio::I2CAddresses set;
  EXPECT_EQ(set.first(), -1);
  EXPECT_EQ(set.count(), 0);
  for (const std::uint8_t address : {127, 0, 32, 31}) set.add(address);
  EXPECT_EQ(set.first(), 0);
  EXPECT_EQ(set.after(0), 31);
  EXPECT_EQ(set.after(31), 32);
  EXPECT_EQ(set.after(32), 127);
  EXPECT_EQ(set.after(127), -1);
  EXPECT_EQ(set.count(), 4);
  EXPECT_FALSE(set.contains(-1));
  EXPECT_FALSE(set.contains(128));
  EXPECT_FALSE(set.contains(33));
}

}  // namespace
