// SPDX-License-Identifier: MIT
// base.cpp and a Responder on an I2C bus, whose controller does nothing.
#include "bench/size/blink.hpp"
#include "bench/size/i2c_controller.hpp"

#include <uasyncio/drivers/link/asi2c.hpp>

Controller controller;
asyncio::I2C i2c(controller);
asyncio::Responder<64> link(i2c, board::led3, board::button);

asyncio::Coro<> app() {
  auto runner = asyncio::create_task(link.run());
  auto task = asyncio::create_task(blink(board::led1, 500));
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
