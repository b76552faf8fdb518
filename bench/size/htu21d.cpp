// SPDX-License-Identifier: MIT
// base.cpp and an HTU21D on an I2C bus, whose controller does nothing.
#include "bench/size/blink.hpp"
#include "bench/size/i2c_controller.hpp"

#include <uasyncio/drivers/htu21d.hpp>

Controller controller;
asyncio::I2C i2c(controller);
asyncio::HTU21D sensor(i2c);

asyncio::Coro<> watch() {
  co_await sensor.ready();
  if (sensor.temperature_centi_c() > 2'000) board::led3.on();
}

asyncio::Coro<> app() {
  auto runner = asyncio::create_task(sensor.run());
  auto watcher = asyncio::create_task(watch());
  auto task = asyncio::create_task(blink(board::led1, 500));
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
