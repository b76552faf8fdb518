// SPDX-License-Identifier: MIT
// A display on an I2C bus, which is unplugged for a while. Bus and display are simulated ones; on
// the Pico with ./run --panel the display is on I2C0, and you see it.
// WIRE: backpack 16x2 i2c0
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/bus/i2c.hpp>
#include <uasyncio/drivers/lcd.hpp>
#include <uasyncio/drivers/lcd_backpack.hpp>
#include <uasyncio/testing/i2c_controller.hpp>
#include <uasyncio/testing/lcd_expander.hpp>

#include <board.hpp>

namespace asyncio = uasyncio;

#if UASYNCIO_WIRED && UASYNCIO_BOARD_PICO
asyncio::Coro<> app() {
  board::I2CController controller(100'000);
  asyncio::I2C i2c(controller);
  asyncio::LcdBackpack bus(i2c);
  asyncio::LCD<16, 2> lcd(bus);
  asyncio::OwnedTask<> runner = asyncio::create_task(lcd.run());
  lcd[0] = "On two wires";
  co_await lcd.written();
  asyncio::print(lcd.error() ? "the display does not answer" : "it is shown");
  co_await asyncio::sleep(3600);
}
#else
asyncio::Coro<> app() {
  asyncio::testing::Lcd display(16, 2);
  asyncio::testing::LcdExpander expander(display);
  asyncio::testing::I2CController controller;
  controller.attach(expander);
  // [use]
  asyncio::I2C i2c(controller);
  asyncio::LcdBackpack bus(i2c, {.address = 0x27});
  asyncio::LCD<16, 2> lcd(bus);
  asyncio::OwnedTask<> runner = asyncio::create_task(lcd.run());
  lcd[0] = "On two wires";
  co_await lcd.written();
  // [/use]
  asyncio::print("|", display.row(0), "|");
  expander.unplug();
  lcd[1] = "and back";
  co_await asyncio::sleep(2);
  // [error]
  if (lcd.error()) asyncio::print("the display does not answer");
  // [/error]
  expander.plug();
  co_await lcd.written();
  asyncio::print("|", display.row(0), "|");
  asyncio::print("|", display.row(1), "|");
}
#endif

int main() { asyncio::run(app()); }
