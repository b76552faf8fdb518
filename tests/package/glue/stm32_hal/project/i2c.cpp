// SPDX-License-Identifier: MIT
#include <uasyncio.hpp>
#include <uasyncio/drivers/bus/i2c.hpp>

#include <ports/glue/stm32_hal_i2c.hpp>

namespace asyncio = uasyncio;

extern "C" I2C_HandleTypeDef hi2c1;  // CubeMX's
asyncio::stm32_hal::I2CController controller(hi2c1);

asyncio::Coro<> watch_temperature() {  // of an LM75
  asyncio::I2C i2c(controller);
  while (true) {
    std::uint8_t degrees[1];
    co_await i2c.readfrom_mem_into(0x48, 0, degrees);
    asyncio::print("temperature", static_cast<std::int8_t>(degrees[0]));
    co_await asyncio::sleep(1);
  }
}

extern "C" {
void HAL_I2C_MasterTxCpltCallback(I2C_HandleTypeDef* bus) { controller.on_i2c(bus); }
void HAL_I2C_MasterRxCpltCallback(I2C_HandleTypeDef* bus) { controller.on_i2c(bus); }
void HAL_I2C_ErrorCallback(I2C_HandleTypeDef* bus) { controller.on_i2c(bus); }
void HAL_I2C_AbortCpltCallback(I2C_HandleTypeDef* bus) { controller.on_i2c(bus); }
}
