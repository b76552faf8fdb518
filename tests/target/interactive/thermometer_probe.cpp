// SPDX-License-Identifier: MIT
// A TMP105, as QEMU has it, on the I2C bus of a board, and its analogue input:
// tests/tools/test_thermometer.py gives the commands.
#include "uasyncio/core/cancel.hpp"
#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/print.hpp"
#include "uasyncio/core/run.hpp"
#include "uasyncio/core/sleep.hpp"
#include "uasyncio/core/create_task.hpp"
#include "uasyncio/drivers/bus/i2c.hpp"

#include <algorithm>
#include <board.hpp>
#include <cstdint>
#include <string_view>

namespace asyncio = uasyncio;

namespace {

constexpr std::uint8_t thermometer = 0x48;
constexpr std::uint8_t temperature_register[] = {0};

board::I2CController controller;
asyncio::I2C i2c(controller);
std::uint8_t buffer[2];

asyncio::Coro<> read_temperature() {
  co_await i2c.writeto(thermometer, temperature_register);
  co_await i2c.readfrom_into(thermometer, buffer);
  asyncio::print(static_cast<std::int16_t>(buffer[0] << 8 | buffer[1]) * 10 / 256);  // tenths
}

template <class Awaitable>
asyncio::Coro<> tell(Awaitable body) {
  const auto result = co_await asyncio::as_result(std::move(body));
  asyncio::print(result.error().name(), result.error().code);
}

asyncio::Coro<> scan() {
  const asyncio::I2CAddresses found = co_await i2c.scan();
  asyncio::print(found.count(), found.contains(thermometer));
}

/// Cancelled before its end is served; the bus is recovered before the next transfer.
asyncio::Coro<> cancel_a_read() {
  asyncio::Task<> reader = asyncio::create_task(i2c.readfrom_into(thermometer, buffer));
  co_await asyncio::sleep_ms(0);
  co_await asyncio::cancel_and_wait(reader);
  asyncio::print(reader.cancelled());
}

void read_adc() {
  std::uint16_t least = 0xFFFF;
  std::uint16_t most = 0;
  for (int reading = 0; reading != 100; ++reading) {
    const asyncio::machine::Sample sample = board::adc.read_u16();
    if (sample.error) return asyncio::print(sample.error.name());
    least = std::min(least, sample.value);
    most = std::max(most, sample.value);
  }
  asyncio::print(least >> 6, most >> 6);
}

asyncio::Coro<> obey(std::string_view command) {
  if (command == "temperature") co_await read_temperature();
  if (command == "absent") co_await tell(i2c.writeto(0x20, temperature_register));
  if (command == "register") co_await tell(i2c.readfrom_mem_into(thermometer, 0, buffer));
  if (command == "recover") co_await tell(i2c.recover());
  if (command == "scan") co_await scan();
  if (command == "cancel") co_await cancel_a_read();
  if (command == "adc") read_adc();
}

asyncio::Coro<> serve() {
  asyncio::print("ready");
  while (true) {
    char line[16];
    auto command = co_await asyncio::as_result(board::console.read_line(line));
    if (!command.ok()) break;
    co_await obey(*command);
  }
}

}  // namespace

int main() { asyncio::run(serve()); }
