// base.cpp and an I2C bus, on a controller that does nothing.
#include "bench/size/blink.hpp"

#include <uasyncio/drivers/bus/i2c.hpp>

struct Controller {
  void begin(asyncio::machine::I2CTransfer& transfer) {
    transfer.done(asyncio::machine::I2CStatus::no_device);
  }
  asyncio::machine::I2CAbort abort() { return asyncio::machine::I2CAbort::now; }
  void drive(asyncio::machine::I2CLevels released) { lines = released.scl; }
  asyncio::machine::I2CLevels levels() { return {lines, lines}; }

  volatile bool lines = true;
};

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
