// SPDX-License-Identifier: MIT
// I2C bit by bit: the logic of SoftI2C, which knows neither pins nor time.
#pragma once

#include "uasyncio/machine/i2c.hpp"

#include <cstdint>

namespace uasyncio {

/// What a controller does in each clock of a transaction. From where one is at a time.
class I2CBits {
 public:
  /// One clock: SCL low, SDA set, SCL high; then
  enum class Cell : std::uint8_t {
    start,  // SDA falls
    bit,    // SDA is read
    stop,   // SDA rises
  };

  /// Of a transfer, which must outlive its last clock. From a START on, whatever was before.
  void begin(machine::I2CTransfer& transfer) noexcept;
  Cell cell() const noexcept {
    return phase_ == Phase::start ? Cell::start : phase_ == Phase::stop ? Cell::stop : Cell::bit;
  }
  /// Whether SDA is let go in this clock; what else it is, a device says.
  bool sda() const noexcept;
  /// SDA was seen so while SCL was high. False if this was the last clock.
  bool take(bool sda) noexcept;
  machine::I2CStatus status() const noexcept { return status_; }

 private:
  enum class Phase : std::uint8_t { start, address, out, in, stop };

  bool is_mine() const noexcept { return phase_ == Phase::in ? bit_ == ack : bit_ != ack; }
  void begin_byte(Phase phase, unsigned byte) noexcept;
  void end_byte(bool is_refused) noexcept;
  void go_on() noexcept;

  static constexpr std::uint8_t ack = 8;  // the ninth bit

  machine::I2CTransfer* transfer_ = nullptr;
  machine::I2CStatus status_ = machine::I2CStatus::ok;
  Phase phase_ = Phase::start;
  std::uint8_t bit_ = 0;
  std::uint8_t shift_ = 0;
  bool reads_ = false;
};

}  // namespace uasyncio
