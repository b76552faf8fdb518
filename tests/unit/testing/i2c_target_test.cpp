// SPDX-License-Identifier: MIT
// Devices without hardware, and their switches.
#include <gtest/gtest.h>
#include <uasyncio/testing/i2c_memory.hpp>
#include <uasyncio/testing/i2c_target.hpp>

using uasyncio::testing::I2CMemory;
using uasyncio::testing::I2CTarget;
using uasyncio::testing::I2CTargets;

namespace {

struct Bench {
  I2CTargets bus;
  I2CMemory<4> memory{0x20};
  Bench() { bus.attach(memory); }
};

TEST(TestingI2cTarget, ReadsAndWritesItsMemoryFromAnAddressOn) {
  Bench bench;
  EXPECT_FALSE(bench.bus.start(0x21, false));
  EXPECT_TRUE(bench.bus.start(0x20, false));
  EXPECT_TRUE(bench.bus.write(3));
  EXPECT_TRUE(bench.bus.write(30));
  EXPECT_TRUE(bench.bus.write(31));  // wraps
  bench.bus.stop();
  EXPECT_FALSE(bench.bus.write(1));
  EXPECT_EQ(bench.memory[0], 31);
  EXPECT_TRUE(bench.bus.start(0x20, false));
  EXPECT_TRUE(bench.bus.write(3));
  EXPECT_TRUE(bench.bus.start(0x20, true));
  EXPECT_EQ(bench.bus.read(), 30);
  EXPECT_EQ(bench.memory.bytes(), 8u);
}

TEST(TestingI2cTarget, DoesNotAcknowledgeTheByteThatItIsTold) {
  Bench bench;
  bench.memory.nak(2);
  for (int n = 0; n != 2; ++n) {
    EXPECT_TRUE(bench.bus.start(0x20, false));
    EXPECT_TRUE(bench.bus.write(0));
    EXPECT_FALSE(bench.bus.write(1));
    bench.bus.stop();
  }
  bench.memory.nak(0);
  EXPECT_FALSE(bench.bus.start(0x20, false));
}

TEST(TestingI2cTarget, FlipsBitsOnce) {
  Bench bench;
  bench.memory.flip(0x81, 1);
  EXPECT_TRUE(bench.bus.start(0x20, true));
  EXPECT_EQ(bench.bus.read(), 0);
  EXPECT_EQ(bench.bus.read(), 0x81);
  EXPECT_EQ(bench.bus.read(), 0);
}

TEST(TestingI2cTarget, LosesItsPowerAndComesBackWithDefaults) {
  Bench bench;
  bench.memory[1] = 5;
  bench.memory.unplug_in(9);
  bench.memory.hold_sda(I2CTarget::for_ever);
  EXPECT_TRUE(bench.bus.start(0x20, true));
  for (int n = 0; n != 9; ++n) bench.bus.clock();
  EXPECT_TRUE(bench.memory.is_plugged());
  EXPECT_TRUE(bench.bus.hold_sda());
  bench.bus.clock();
  EXPECT_FALSE(bench.memory.is_plugged());
  EXPECT_FALSE(bench.bus.hold_sda());
  EXPECT_EQ(bench.bus.read(), 0xFF);
  bench.memory.plug();
  EXPECT_FALSE(bench.bus.hold_sda());
  EXPECT_EQ(bench.memory[1], 0);
  EXPECT_FALSE(bench.memory.is_selected());
}

TEST(TestingI2cTarget, HoldsSdaForClocksAndSclUntilItIsTold) {
  Bench bench;
  bench.memory.hold_sda(2);
  bench.bus.clock();
  EXPECT_TRUE(bench.bus.hold_sda());
  bench.bus.clock();
  EXPECT_FALSE(bench.bus.hold_sda());
  bench.memory.hold_scl(true);
  EXPECT_TRUE(bench.bus.hold_scl());
  bench.memory.hold_scl(false);
  EXPECT_FALSE(bench.bus.hold_scl());
}

}  // namespace
