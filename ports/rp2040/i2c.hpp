// SPDX-License-Identifier: MIT
// The I2C controllers of the RP2040.
#pragma once

#include "uasyncio/machine/i2c.hpp"

#include "ports/bare_metal/designware_i2c.hpp"
#include "ports/bare_metal/require_pin.hpp"
#include "ports/rp2040/pin.hpp"

#include <cstdint>

namespace uasyncio::rp2040 {

struct I2CRegisters;

/// For the bus: `I2CController controller(4, 5); I2C i2c(controller);`. The pins say which of the
/// chip's two controllers it is: SDA is an even pin, SCL the next one, and 0, 4, 8, ... belong to
/// I2C0, 2, 6, ... to I2C1. One object for each of the two at a time, and one bus.
///
/// The hardware cannot send an address alone: a request without bytes (`scan`) reads one and drops
/// it. 2,000 to 1,000,000 clocks per second, the nearest of these for others.
class I2CController {
 public:
  constexpr I2CController(std::uint8_t sda, std::uint8_t scl,
                          std::uint32_t frequency = 100'000) noexcept
      : frequency_(frequency), sda_(sda) {
    bare_metal::require_pin(sda % 2 == 0 && scl == sda + 1 && is_pin(scl));
  }
  I2CController(const I2CController&) = delete;
  I2CController& operator=(const I2CController&) = delete;
  ~I2CController() { (void)abort(); }

  void begin(machine::I2CTransfer& transfer) noexcept;
  machine::Abort abort() noexcept;
  void drive(machine::I2CLevels released) noexcept;
  machine::I2CLevels levels() noexcept;

 private:
  unsigned number() const noexcept { return sda_ / 2 % 2; }
  std::uint8_t scl() const noexcept { return static_cast<std::uint8_t>(sda_ + 1); }
  I2CRegisters& registers() const noexcept;
  void set_up() noexcept;

  bare_metal::DesignwareI2C<I2CRegisters> transaction_;
  std::uint32_t frequency_;
  std::uint8_t sda_;
};

}  // namespace uasyncio::rp2040
