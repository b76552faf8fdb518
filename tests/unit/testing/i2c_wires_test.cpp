// SPDX-License-Identifier: MIT
// The wires without hardware: what devices hear of edges.
#include "tests/support/scenario.hpp"

#include <uasyncio/drivers/bus/i2c.hpp>
#include <uasyncio/drivers/bus/soft_i2c.hpp>
#include <uasyncio/testing/i2c_memory.hpp>
#include <uasyncio/testing/i2c_wires.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::I2C;
using asyncio::SoftI2C;
using asyncio::testing::I2CMemory;
using asyncio::testing::I2CWires;

namespace {

/// Counts the changes, and those of SDA while SCL is high.
struct Analyser {
  unsigned changes = 0;
  unsigned conditions = 0;
  bool scl = true;

  static void on_change(void* argument, bool scl_level, bool) {
    auto& self = *static_cast<Analyser*>(argument);
    ++self.changes;
    if (self.scl && scl_level) ++self.conditions;
    self.scl = scl_level;
  }
};

TEST(TestingI2cWires, SeeStartsAndStopsAndNoOtherChangeWhileSclIsHigh) {
  EXPECT_EQ(played([]() -> Coro<> {
              I2CWires wires;
              I2CMemory<4> memory(0x20);
              wires.attach(memory);
              Analyser analyser;
              wires.watch(&Analyser::on_change, &analyser);
              SoftI2C controller(wires.scl, wires.sda);
              I2C i2c(controller);
              const std::uint8_t bytes[] = {0x55};
              co_await i2c.writeto_mem(0x20, 1, bytes);
              std::uint8_t buffer[1];
              co_await i2c.readfrom_mem_into(0x20, 1, buffer);
              say(buffer[0], wires.starts(), wires.stops(), analyser.conditions);
              EXPECT_GT(analyser.changes, 2 * 9 * 6u);
            }),
            "85 3 2 5 ok");
}

TEST(TestingI2cWires, ADeviceThatLosesItsPowerInAByteLetsTheWiresGo) {
  for (unsigned clocks = 0; clocks != 30; ++clocks) {
    SCOPED_TRACE(clocks);
    EXPECT_EQ(played([clocks]() -> Coro<> {
                I2CWires wires;
                I2CMemory<4> memory(0x20);  // zeros
                wires.attach(memory);
                memory.unplug_in(clocks);
                SoftI2C controller(wires.scl, wires.sda);
                I2C i2c(controller);
                std::uint8_t buffer[2] = {};
                (void)co_await asyncio::as_result(i2c.readfrom_into(0x20, buffer));
                EXPECT_EQ(memory.is_plugged(), clocks >= 28);  // the STOP is the 28th
                EXPECT_TRUE(wires.scl.value() && wires.sda.value());
                memory.plug();
                co_await i2c.readfrom_into(0x20, buffer);
                say(buffer[0] + buffer[1]);
              }),
              "0 ok");
  }
}

TEST(TestingI2cWires, AreLowWhileAnyPinPullsThem) {
  EXPECT_EQ(played([]() -> Coro<> {
              I2CWires wires;
              I2CWires::Pin other(wires, true);
              other.value(false);
              wires.scl.value(false);
              wires.scl.value(true);
              say(wires.scl.value());
              other.value(true);
              say(wires.scl.value(), wires.sda.value());
              co_return;
            }),
            "0 1 1 ok");
}

}  // namespace
