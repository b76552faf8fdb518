// SPDX-License-Identifier: MIT
// A display whose R/W is wired, so that it is asked: it is absent at first, which is told. The
// display is a simulated one; on the Pico with ./run --panel it is on pins, and you see it.
// WIRE: lcd 16x2 GP16 GP17 GP18 GP19 GP20 GP21 GP22
#include <uasyncio.hpp>
#include <uasyncio/drivers/lcd.hpp>
#include <uasyncio/drivers/lcd_read_pins.hpp>
#include <uasyncio/testing/lcd.hpp>

#include <board.hpp>

namespace asyncio = uasyncio;

#if UASYNCIO_WIRED && UASYNCIO_BOARD_PICO
asyncio::Coro<> app() {
  asyncio::rp2040::OutputPin rs(16), rw(17), e(18);
  asyncio::rp2040::OpenDrainPin d4(19), d5(20), d6(21), d7(22);
  asyncio::LcdReadPins bus(rs, rw, e, d4, d5, d6, d7);
  asyncio::LCD<16, 2> lcd(bus);
  asyncio::OwnedTask<> runner = asyncio::create_task(lcd.run());
  lcd[0] = "On seven pins";
  co_await lcd.written();
  if (lcd.error()) asyncio::print("the display does not answer:", lcd.error());
  co_await asyncio::sleep(3600);
}
#else
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
#endif

int main() { asyncio::run(app()); }
