// SPDX-License-Identifier: MIT
// A sensor of temperature and humidity on two pins, which is unplugged for a while. Wires and
// sensor are simulated ones; on a board give two open-drain pins to the SoftI2C, or use the port's.
// On the Pico with ./run --panel the sensor is on I2C0, and you warm it.
// WIRE: htu21d i2c0
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/bus/i2c.hpp>
#include <uasyncio/drivers/bus/soft_i2c.hpp>
#include <uasyncio/drivers/htu21d.hpp>
#include <uasyncio/testing/htu21d.hpp>
#include <uasyncio/testing/i2c_wires.hpp>

#include <board.hpp>

namespace asyncio = uasyncio;

// [show]
asyncio::Coro<> show(asyncio::HTU21D& sensor) {
  for (;;) {
    co_await sensor.ready();
    if (sensor.error()) {
      asyncio::print("no sensor; what it said last is old");
    } else {
      asyncio::print(sensor.temperature_centi_c() / 100, "C,",
                     sensor.humidity_centi_percent() / 100, "%");
    }
    co_await asyncio::sleep(2);
  }
}
// [/show]

#if UASYNCIO_WIRED && UASYNCIO_BOARD_PICO
asyncio::Coro<> app() {
  board::I2CController controller(100'000);
  asyncio::I2C i2c(controller);
  asyncio::HTU21D sensor(i2c, {.read_delay_ms = 1'000});
  asyncio::OwnedTask<> runner = asyncio::create_task(sensor.run());
  co_await show(sensor);
}
#else
asyncio::Coro<> app() {
  asyncio::testing::I2CWires wires;
  asyncio::testing::Htu21d model;
  wires.attach(model);
  model.set(2'150, 4'500);
  // [use]
  asyncio::SoftI2C controller(wires.scl, wires.sda, 50'000);
  asyncio::I2C i2c(controller);
  asyncio::HTU21D sensor(i2c, {.read_delay_ms = 1'000});
  asyncio::OwnedTask<> runner = asyncio::create_task(sensor.run());
  asyncio::OwnedTask<> shower = asyncio::create_task(show(sensor));
  // [/use]
  co_await asyncio::sleep(3);
  model.unplug();
  co_await asyncio::sleep(2);
  model.set(1'950, 5'200);
  model.plug();
  co_await asyncio::sleep(2);
}
#endif

int main() { asyncio::run(app()); }
