// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <uasyncio/testing/bit_time.hpp>
#include <uasyncio/testing/i2c_controller.hpp>
#include <uasyncio/testing/spi_controller.hpp>

namespace {

using uasyncio::testing::bit_time_us;

TEST(TestingBitTime, IsThatOfTheBits) {
  EXPECT_EQ(bit_time_us(9, 100'000), 90u);
  EXPECT_EQ(bit_time_us(8, 1), 8'000'000u);
  EXPECT_EQ(bit_time_us(8, 4'000'000'000), 0u);
}

TEST(TestingBitTimeDeathTest, AFrequencyOfNothingIsRefusedWhereItIsAskedFor) {
#if UASYNCIO_ASSERTIONS
  EXPECT_DEATH(uasyncio::testing::I2CController(0), "not so: frequency != 0");
  EXPECT_DEATH(uasyncio::testing::SPIController(0), "not so: frequency != 0");
#else
  EXPECT_EQ(bit_time_us(9, 0), bit_time_us(9, 1)) << "as slow as can be";
#endif
}

}  // namespace
