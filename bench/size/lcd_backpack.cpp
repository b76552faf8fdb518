// SPDX-License-Identifier: MIT
// base.cpp and an LCD on an I2C bus, whose controller does nothing.
#include "bench/size/blink.hpp"
#include "bench/size/i2c_controller.hpp"

#include <uasyncio/drivers/lcd_backpack.hpp>

Controller controller;
asyncio::I2C i2c(controller);
asyncio::LcdBackpack bus(i2c);
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
