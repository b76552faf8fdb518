// SPDX-License-Identifier: MIT
// A device that has no driver here: a thermometer TMP105, or LM75, of which the first register is
// read each second. Bus and thermometer are simulated ones; on the lm3s6965evb with ./run --panel
// both are QEMU's, and you warm it.
// WIRE lm3s6965evb: tmp105 0x48
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/bus/i2c.hpp>
#include <uasyncio/testing/i2c_controller.hpp>
#include <uasyncio/testing/i2c_memory.hpp>

#include <board.hpp>

namespace asyncio = uasyncio;

// [read]
constexpr std::uint8_t thermometer = 0x48;

/// In degrees. Two transactions, for a controller that cannot repeat a START.
asyncio::Coro<int> temperature(asyncio::I2C& i2c) {
  const std::uint8_t number[] = {0};
  std::uint8_t bytes[2];
  co_await i2c.writeto(thermometer, number);
  co_await i2c.readfrom_into(thermometer, bytes);
  co_return static_cast<std::int8_t>(bytes[0]);
}

asyncio::Coro<> show(asyncio::I2C& i2c) {
  int last = -1000;
  while (true) {
    const auto now = co_await asyncio::as_result(temperature(i2c));
    if (!now) {
      asyncio::print("no thermometer:", now.error());
    } else if (now.value() != last) {
      last = now.value();
      asyncio::print("it is", last, "degrees");
    }
    co_await asyncio::sleep(1);
  }
}
// [/read]

#if UASYNCIO_WIRED && UASYNCIO_BOARD_LM3S6965EVB
asyncio::Coro<> app() {
  board::I2CController controller;
  asyncio::I2C i2c(controller);
  co_await show(i2c);
}
#else
asyncio::Coro<> app() {
  asyncio::testing::I2CController controller;
  asyncio::testing::I2CMemory<4> memory(thermometer);
  controller.attach(memory);
  asyncio::I2C i2c(controller);
  memory[0] = 21;
  asyncio::OwnedTask<> shower = asyncio::create_task(show(i2c));
  co_await asyncio::sleep_ms(2'500);
  memory[0] = 0xFB;  // -5
  co_await asyncio::sleep_ms(1'000);
  memory.unplug();
  co_await asyncio::sleep_ms(1'000);
}
#endif

int main() { asyncio::run(app()); }
