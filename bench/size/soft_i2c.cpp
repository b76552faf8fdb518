// SPDX-License-Identifier: MIT
// base.cpp and an I2C bus of two pins without hardware.
#include "bench/size/blink.hpp"

#include <uasyncio/drivers/bus/i2c.hpp>
#include <uasyncio/drivers/bus/soft_i2c.hpp>

struct Line {
  void value(bool is_released) { level = is_released; }
  bool value() const { return level; }

  volatile bool level = true;
};

Line scl, sda;
asyncio::SoftI2C controller(scl, sda);
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
