// SPDX-License-Identifier: MIT
// The I2C controllers of the LM3S6965, for asyncio::I2C.
#pragma once

#include "uasyncio/machine/i2c.hpp"

#include "ports/lm3s/pin.hpp"

#include <cstdint>

namespace uasyncio::lm3s {

/// Number 0 is on PB2 (SCL) and PB3 (SDA), number 1 on PA6 and PA7. The lines want resistors of
/// their own: the chip's, which are on, are weak. One object for each number at a time, from
/// tasks and plain code. 4,883 to 400,000 bits a second; what the chip cannot divide exactly comes
/// out slower, 89 kHz for 100 and 312 kHz for 400.
///
/// An address alone cannot be sent. What asks for one (`scan`, a `writeto` of nothing) reads a byte
/// and drops it.
///
/// In QEMU the controller does not repeat a START. A transfer that needs one then ends with
/// OSError 95 (EOPNOTSUPP) when its bytes have been sent: `writeto` and then `readfrom_into` serve
/// most devices as well. Neither does it tell that a byte was not acknowledged, unless that is the
/// address.
class I2CController {
 public:
  explicit I2CController(unsigned number, std::uint32_t frequency = 100'000) noexcept;
  I2CController(const I2CController&) = delete;
  I2CController& operator=(const I2CController&) = delete;
  ~I2CController();

  // What the bus uses: machine::I2CController and I2CLines.
  void begin(machine::I2CTransfer& transfer) noexcept;
  machine::Abort abort() noexcept;
  void drive(machine::I2CLevels released) noexcept;
  machine::I2CLevels levels() noexcept;

  void interrupt() noexcept;

 private:
  void set_up() noexcept;
  void use_pins(bool by_hand) noexcept;
  void move(std::uint8_t pin, bool is_released) noexcept;
  void start(bool reads) noexcept;
  void go_on(std::uint32_t more) noexcept;
  void end(machine::I2CStatus status) noexcept;
  std::uint16_t left_to_read() const noexcept;

  struct Place;
  const Place& place_;
  machine::I2CTransfer* transfer_ = nullptr;
  std::uint8_t period_;
  bool is_by_hand_ = true;  // the pins are GPIO's
  bool reads_ = false;
};

static_assert(machine::I2CController<I2CController> && machine::I2CLines<I2CController>);

}  // namespace uasyncio::lm3s
