// SPDX-License-Identifier: MIT
// A countdown and a clock on a display of 16 x 2. The display is a simulated one; it is printed
// each time that it has changed.
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/lcd.hpp>
#include <uasyncio/drivers/lcd_pins.hpp>
#include <uasyncio/testing/lcd.hpp>

namespace asyncio = uasyncio;

void print_rows(asyncio::testing::Lcd& display) {
  asyncio::print("|", display.row(0), "|");
  asyncio::print("|", display.row(1), "|");
}

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

int main() { asyncio::run(app()); }
