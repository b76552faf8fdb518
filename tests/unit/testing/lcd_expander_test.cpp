// SPDX-License-Identifier: MIT
// The I2C module of a display without hardware.
#include "tests/support/scenario.hpp"

#include <uasyncio/testing/lcd_expander.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::testing::I2CTargets;
using asyncio::testing::Lcd;
using asyncio::testing::LcdExpander;

namespace {

TEST(TestingLcdExpander, IsThePinsOfItsDisplay) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lcd display(8, 1);
              LcdExpander expander(display, 0x3F);
              I2CTargets bus;
              bus.attach(expander);
              EXPECT_TRUE(bus.start(0x3F, false));
              EXPECT_TRUE(bus.write(0xAD));
              say(display.rs.value(), display.e.value(), display.d4.value(), display.d5.value(),
                  display.d6.value(), display.d7.value(), expander.has_light_on());
              EXPECT_TRUE(bus.write(0x50));
              say(display.rs.value(), display.e.value(), display.nibbles());
              say(expander.has_light_on());
              co_return;
            }),
            "1 1 0 1 0 1 1 0 0 1 0 ok");
}

}  // namespace
