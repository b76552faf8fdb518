// SPDX-License-Identifier: MIT
// A bus with a memory on it, which two tasks share, and what happens when it is unplugged. Both are
// simulated ones; on a board the controller is the port's, or a SoftI2C of two pins.
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/bus/i2c.hpp>
#include <uasyncio/testing/i2c_controller.hpp>
#include <uasyncio/testing/i2c_memory.hpp>

namespace asyncio = uasyncio;

// [scan]
asyncio::Coro<> scan(asyncio::I2C& i2c) {
  const asyncio::I2CAddresses found = co_await i2c.scan();
  for (int address = found.first(); address >= 0; address = found.after(address)) {
    asyncio::print("somebody at", address);
  }
}
// [/scan]

// [share]
constexpr std::uint8_t memory_address = 0x50;

asyncio::Coro<> count(asyncio::I2C& i2c, std::uint8_t place, std::uint8_t limit) {
  for (std::uint8_t number = 1; number <= limit; ++number) {
    const std::uint8_t bytes[] = {number};
    co_await i2c.writeto_mem(memory_address, place, bytes);
    co_await asyncio::sleep_ms(10);
  }
}

asyncio::Coro<> show(asyncio::I2C& i2c) {
  std::uint8_t bytes[2];
  co_await i2c.readfrom_mem_into(memory_address, 0, bytes);
  asyncio::print("counted to", bytes[0], "and", bytes[1]);
}
// [/share]

// [errors]
asyncio::Coro<> try_it(asyncio::I2C& i2c) {
  const auto result = co_await asyncio::as_result(show(i2c));
  if (result.error() == asyncio::Error::os(19)) asyncio::print("nobody there");
}
// [/errors]

asyncio::Coro<> app() {
  asyncio::testing::I2CController controller;
  asyncio::testing::I2CMemory<16> memory(memory_address);
  controller.attach(memory);
  asyncio::I2C i2c(controller);
  co_await scan(i2c);
  co_await asyncio::gather(count(i2c, 0, 3), count(i2c, 1, 5));
  co_await show(i2c);
  memory.unplug();
  co_await try_it(i2c);
  memory.plug();
  co_await try_it(i2c);
}

int main() { asyncio::run(app()); }
