// SPDX-License-Identifier: MIT
// base.cpp and an LCD, on pins without hardware.
#include "bench/size/blink.hpp"

#include <uasyncio/drivers/lcd.hpp>
#include <uasyncio/drivers/lcd_pins.hpp>

struct Line {
  void value(bool is_high) { level = is_high; }
  bool value() const { return level; }
  void on() { value(true); }
  void off() { value(false); }
  void toggle() { value(!level); }

  volatile bool level = false;
};

Line rs, e, d4, d5, d6, d7;
asyncio::LcdPins bus(rs, e, d4, d5, d6, d7);
asyncio::LCD<16, 2> lcd(bus);

asyncio::Coro<> greet() {
  lcd[0] = "hello";
  co_await lcd.written();
}

asyncio::Coro<> app() {
  auto runner = asyncio::create_task(lcd.run());
  auto greeter = asyncio::create_task(greet());
  auto task = asyncio::create_task(blink(board::led1, 500));
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
