// SPDX-License-Identifier: MIT
#include <uasyncio.hpp>
#include <uasyncio/drivers/bus/i2c.hpp>

#include <ports/glue/pico_sdk_i2c.hpp>

namespace asyncio = uasyncio;

asyncio::pico_sdk::I2CController controller(i2c0, 4, 5);  // SDA, SCL

asyncio::Coro<> watch_temperature() {  // of an LM75
  asyncio::I2C i2c(controller);
  while (true) {
    std::uint8_t degrees[1];
    co_await i2c.readfrom_mem_into(0x48, 0, degrees);
    asyncio::print("temperature", static_cast<std::int8_t>(degrees[0]));
    co_await asyncio::sleep(1);
  }
}
