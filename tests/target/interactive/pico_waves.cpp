// SPDX-License-Identifier: MIT
// Waveforms on the Pico's pins, for a recording that others decode: two bytes as a UART sends them,
// on the LED, and a transfer of SoftI2C, on GP4 and GP5, to a device that is not there.
#include <uasyncio.hpp>
#include <uasyncio/drivers/bus/i2c.hpp>
#include <uasyncio/drivers/bus/soft_i2c.hpp>

#include <board.hpp>

#include <cstdint>
#include <string_view>

namespace asyncio = uasyncio;

namespace {

asyncio::Coro<> send(std::string_view text) {
  constexpr std::uint32_t bit_us = 104;  // 9600 baud
  asyncio::Time next = asyncio::get_running_loop()->time();
  for (const char byte : text) {
    const unsigned bits = 1u << 9 | static_cast<unsigned char>(byte) << 1u;  // stop, byte, start
    for (unsigned bit = 0; bit != 10; ++bit, next += bit_us) {
      co_await asyncio::sleep_until(next);
      board::led1.value((bits >> bit & 1) != 0);
    }
  }
}

asyncio::Coro<> app() {
  board::led1.on();
  co_await asyncio::sleep_ms(1);
  co_await send("Hi");
  asyncio::rp2040::OpenDrainPin sda(4);
  asyncio::rp2040::OpenDrainPin scl(5);
  asyncio::SoftI2C controller(scl, sda, 50'000);
  asyncio::I2C i2c(controller);
  const std::uint8_t byte = 1;
  const asyncio::machine::I2CRequest request{.out = &byte, .out_size = 1, .address = 0x23};
  asyncio::print(co_await i2c.transact(request) ? "nobody there" : "somebody there");
}

}  // namespace

int main() { asyncio::run(app()); }
