// SPDX-License-Identifier: MIT
#include <uasyncio.hpp>
#include <uasyncio/drivers/bus/i2c.hpp>

#include <ports/glue/esp_idf_i2c.hpp>

namespace asyncio = uasyncio;

asyncio::esp_idf::I2CController<> controller(GPIO_NUM_4, GPIO_NUM_5);  // SDA, SCL

asyncio::Coro<> watch_temperature() {  // of an LM75
  asyncio::I2C i2c(controller);
  while (true) {
    std::uint8_t degrees[1];
    co_await i2c.readfrom_mem_into(0x48, 0, degrees);
    asyncio::print("temperature", static_cast<std::int8_t>(degrees[0]));
    co_await asyncio::sleep(1);
  }
}
