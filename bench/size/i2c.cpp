// SPDX-License-Identifier: MIT
// base.cpp and an I2C bus, on a controller that does nothing.
#include "bench/size/blink.hpp"
#include "bench/size/i2c_controller.hpp"

#include <uasyncio/drivers/bus/i2c.hpp>

Controller controller;
asyncio::I2C i2c(controller);
std::uint8_t buffer[2];

asyncio::Coro<> read() {
  const asyncio::machine::I2CRequest request{.in = buffer, .in_size = 2, .address = 0x40};
  if (co_await i2c.transact(request)) board::led3.on();
}

asyncio::Coro<> app() {
  auto reader = asyncio::create_task(read());
  auto task = asyncio::create_task(blink(board::led1, 500));
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
