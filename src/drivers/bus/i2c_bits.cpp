// SPDX-License-Identifier: MIT
// The protocol of I2C, bit by bit, without pins and time: the next level of SDA, and what a level
// that was read means. SoftI2C moves the wires.
#include "uasyncio/drivers/bus/i2c_bits.hpp"

namespace uasyncio {

using machine::I2CStatus;

void I2CBits::begin(machine::I2CTransfer& transfer) noexcept {
  transfer_ = &transfer;
  status_ = I2CStatus::ok;
  phase_ = Phase::start;
  reads_ = !transfer.begins_with_write();
}

void I2CBits::begin_byte(Phase phase, unsigned byte) noexcept {
  phase_ = phase;
  shift_ = static_cast<std::uint8_t>(byte);
  bit_ = 0;
}

bool I2CBits::sda() const noexcept {
  if (phase_ == Phase::start) return true;
  if (phase_ == Phase::stop) return false;
  if (!is_mine()) return true;
  if (phase_ == Phase::in) return transfer_->in_left() == 1;  // all bytes but the last
  return (shift_ & 0x80) != 0;
}

bool I2CBits::take(bool sda_level) noexcept {
  if (phase_ == Phase::stop) return false;
  if (is_mine() && sda() && !sda_level && phase_ != Phase::in) {
    status_ = I2CStatus::busy;  // somebody else pulls it low
    return false;
  }
  if (phase_ == Phase::start) {
    begin_byte(Phase::address, transfer_->request().address * 2u + (reads_ ? 1u : 0u));
  } else if (bit_ == ack) {
    end_byte(sda_level);
  } else {
    shift_ = static_cast<std::uint8_t>(shift_ << 1 | (sda_level ? 1 : 0));
    ++bit_;
  }
  return true;
}

void I2CBits::end_byte(bool is_refused) noexcept {
  if (phase_ == Phase::in) {
    transfer_->put_in(shift_);
  } else if (is_refused) {
    status_ = phase_ == Phase::address ? I2CStatus::no_device : I2CStatus::io;
    phase_ = Phase::stop;
    return;
  }
  go_on();
}

void I2CBits::go_on() noexcept {
  if (!reads_ && transfer_->has_out()) return begin_byte(Phase::out, transfer_->take_out());
  const bool wants_more = transfer_->in_left() != 0;
  if (wants_more && reads_) return begin_byte(Phase::in, 0);
  phase_ = wants_more ? Phase::start : Phase::stop;
  reads_ = wants_more;
}

}  // namespace uasyncio
