// SPDX-License-Identifier: MIT
// The SPI controllers of the RP2040.
#pragma once

#include "uasyncio/machine/spi.hpp"

#include "ports/rp2040/pin.hpp"

#include <cstdint>

namespace uasyncio::rp2040 {

/// Each controller has its pins: of 0 to 7 and 16 to 23 they are SPI0's, of the others SPI1's.
/// Counted by four, number 0 receives (MISO), 2 is the clock and 3 sends (MOSI); number 1 is a good
/// place for a chip select, which is an OutputPin.
struct SPIPins {
  std::uint8_t sck;
  std::uint8_t mosi;
  std::uint8_t miso;

  constexpr unsigned number() const noexcept { return sck / 8u % 2u; }
  constexpr bool are_of_one_controller() const noexcept {
    return is_pin(sck) && is_pin(mosi) && is_pin(miso) && sck % 4 == 2 && mosi % 4 == 3 &&
           miso % 4 == 0 && mosi / 8u % 2u == number() && miso / 8u % 2u == number();
  }
};

/// For the bus: `SPIController controller({.sck = 10, .mosi = 11, .miso = 12}); SPI
/// spi(controller);`. One object for each of the chip's two controllers at a time, and one bus. The
/// clock has its level at rest from the constructor on, before any device is selected.
///
/// 1,923 to 62,500,000 bits per second; no faster than asked for, within these. Bytes go through a
/// queue of eight: four at a time interrupt, the last few when the line has been at rest for 32
/// bits.
class SPIController {
 public:
  explicit SPIController(SPIPins pins, machine::SPIOptions options = {}) noexcept;
  SPIController(const SPIController&) = delete;
  SPIController& operator=(const SPIController&) = delete;
  /// The controller goes into its reset.
  ~SPIController();

  void begin(machine::SPITransfer& transfer) noexcept;
  machine::Abort abort() noexcept;

  void serve() noexcept;  // the interrupt

 private:
  std::uintptr_t at(std::uintptr_t offset) const noexcept;
  void set_up() noexcept;
  void hold() noexcept;
  void feed() noexcept;
  void end() noexcept;

  machine::SPITransfer* transfer_ = nullptr;
  machine::SPIOptions options_;
  SPIPins pins_;
};

}  // namespace uasyncio::rp2040
