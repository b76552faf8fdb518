// SPDX-License-Identifier: MIT
// A display whose R/W is wired, so that it is asked: it is absent at first, which is told. The
// display is a simulated one.
#include <uasyncio.hpp>
#include <uasyncio/drivers/lcd.hpp>
#include <uasyncio/drivers/lcd_read_pins.hpp>
#include <uasyncio/testing/lcd.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> app() {
  asyncio::testing::Lcd display(16, 2);
  display.unplug();
  // [use]
  asyncio::LcdReadPins bus(display.rs, display.rw, display.e, display.d4, display.d5, display.d6,
                           display.d7);
  asyncio::LCD<16, 2> lcd(bus);
  asyncio::OwnedTask<> runner = asyncio::create_task(lcd.run());
  lcd[0] = "On seven pins";
  co_await asyncio::sleep_ms(200);
  if (lcd.error()) asyncio::print("the display does not answer:", lcd.error());
  // [/use]
  display.plug();
  co_await lcd.written();
  asyncio::print("|", display.row(0), "|");
}

int main() { asyncio::run(app()); }
