// SPDX-License-Identifier: MIT
// A memory chip on SPI, which two tasks share, and a read that takes too long. Controller and chip
// are simulated ones; on a board the controller is the port's, and the chip select a pin.
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/bus/spi.hpp>
#include <uasyncio/testing/spi_controller.hpp>

#include <array>

namespace asyncio = uasyncio;

constexpr std::uint8_t read_command = 3;
constexpr std::uint8_t write_command = 2;

// [chip]
/// What a chip does with the bytes that it hears: a command, a place, and data from there on.
class MemoryChip final : public asyncio::testing::SPITarget {
  void selected(bool) noexcept override { heard_ = 0; }
  std::uint8_t exchange(std::uint8_t byte) noexcept override {
    const unsigned number = heard_++;
    if (number == 0) command_ = byte;
    if (number == 1) place_ = byte % bytes_.size();
    if (number < 2) return 0xFF;
    std::uint8_t& place = bytes_[place_++ % bytes_.size()];
    if (command_ == write_command) place = byte;
    return place;
  }

  std::array<std::uint8_t, 64> bytes_{};
  std::size_t place_ = 0;
  unsigned heard_ = 0;
  std::uint8_t command_ = 0;
};
// [/chip]

// [share]
asyncio::Coro<> count(asyncio::SPI& spi, const asyncio::SPIDevice& memory, std::uint8_t place,
                      std::uint8_t limit) {
  for (std::uint8_t number = 1; number <= limit; ++number) {
    const std::uint8_t bytes[] = {write_command, place, number};
    co_await spi.write(memory, bytes);
    co_await asyncio::sleep_ms(10);
  }
}

asyncio::Coro<> show(asyncio::SPI& spi, const asyncio::SPIDevice& memory) {
  const std::uint8_t command[] = {read_command, 0};
  std::uint8_t bytes[2];
  co_await spi.write_then_readinto(memory, command, bytes);
  asyncio::print("counted to", bytes[0], "and", bytes[1]);
}
// [/share]

asyncio::Coro<> read_much(asyncio::SPI& spi, const asyncio::SPIDevice& memory) {
  static std::uint8_t bytes[1'000];
  co_await spi.readinto(memory, bytes);
}

asyncio::Coro<> app() {
  asyncio::testing::SPIController controller;
  MemoryChip chip;
  controller.attach(chip);
  asyncio::SPI spi(controller);
  const asyncio::SPIDevice memory(chip.select);
  co_await asyncio::gather(count(spi, memory, 0, 3), count(spi, memory, 1, 5));
  co_await show(spi, memory);
  const auto late = co_await asyncio::as_result(asyncio::wait_for_ms(read_much(spi, memory), 1));
  const char* const level = chip.select.value() ? "high" : "low";
  asyncio::print(late.error().name(), "and the chip select is", level);
  co_await show(spi, memory);
}

int main() { asyncio::run(app()); }
