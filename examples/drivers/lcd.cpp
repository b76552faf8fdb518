// SPDX-License-Identifier: MIT
// A countdown on a display of 16 x 2. The display is a simulated one; it is printed each time that
// it has changed. On the Pico with ./run --panel it is on pins, and you see it.
// WIRE: lcd 16x2 GP16 GP17 GP18 GP19 GP20 GP21
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/lcd.hpp>
#include <uasyncio/drivers/lcd_pins.hpp>
#include <uasyncio/testing/lcd.hpp>

#include <board.hpp>

namespace asyncio = uasyncio;

// [countdown]
asyncio::Coro<> count_down(asyncio::LCD<16, 2>& lcd, int from) {
  for (int left = from; left >= 0; --left) {
    const char text[] = {static_cast<char>('0' + left), '\0'};
    lcd[1] = text;
    co_await asyncio::sleep(1);
  }
  lcd[1] = "over";
}
// [/countdown]

#if UASYNCIO_WIRED && UASYNCIO_BOARD_PICO
asyncio::Coro<> app() {
  asyncio::rp2040::OutputPin rs(16), e(17), d4(18), d5(19), d6(20), d7(21);
  asyncio::LcdPins bus(rs, e, d4, d5, d6, d7);
  asyncio::LCD<16, 2> lcd(bus);
  asyncio::OwnedTask<> runner = asyncio::create_task(lcd.run());
  lcd[0] = "Counting down:";
  co_await count_down(lcd, 9);
  co_await asyncio::sleep(3600);
}
#else
void print_rows(asyncio::testing::Lcd& display) {
  asyncio::print("|", display.row(0), "|");
  asyncio::print("|", display.row(1), "|");
}

// [app]
asyncio::Coro<> app() {
  asyncio::testing::Lcd display(16, 2);
  asyncio::LcdPins bus(display.rs, display.e, display.d4, display.d5, display.d6, display.d7);
  asyncio::LCD<16, 2> lcd(bus);
  asyncio::OwnedTask<> runner = asyncio::create_task(lcd.run());  // goes before the display
  lcd[0] = "Counting down:";
  auto counter = asyncio::create_task(count_down(lcd, 2));
  while (!counter.done()) {
    co_await asyncio::sleep_ms(500);
    print_rows(display);
    co_await asyncio::sleep_ms(500);
  }
  co_await lcd.written();
  print_rows(display);
}
// [/app]
#endif

int main() { asyncio::run(app()); }
