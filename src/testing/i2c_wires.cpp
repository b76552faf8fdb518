// SPDX-License-Identifier: MIT
// The two wires of an I2C bus: each is high only if nobody pulls it low. A change lets the devices
// act, which may change the wires again, so it settles until nothing moves, one wire at a time as
// on a real bus.
#include "uasyncio/testing/i2c_wires.hpp"

#include "uasyncio/testing/panel.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

namespace uasyncio::testing {
namespace {

constexpr std::uint8_t ack_bit = 8;
constexpr std::uint8_t bits_of_byte = 9;

}  // namespace

void I2CWires::Pin::value(bool is_released) noexcept {
  if (is_released == is_released_) return;
  is_released_ = is_released;
  unsigned& pulls = is_scl_ ? wires_.scl_pulls_ : wires_.sda_pulls_;
  pulls = is_released ? pulls - 1 : pulls + 1;
  wires_.settle();
}

bool I2CWires::Pin::value() const noexcept {
  wires_.settle();
  return is_scl_ ? wires_.scl_ : wires_.sda_;
}

bool I2CWires::scl_level() const noexcept {
  return scl_pulls_ == 0 && !targets_.hold_scl() &&
         (scl_held_until_ == Instant{} || Alarm::now() >= scl_held_until_ ||
          !targets_.any_selected());
}

bool I2CWires::sda_level() const noexcept {
  return sda_pulls_ == 0 && (sda_is_released_ || !targets_.any_selected()) && !targets_.hold_sda();
}

/// Lets the devices hear what has changed, until nothing changes any more.
void I2CWires::settle() noexcept {
  for (;;) {
    const bool scl_was = scl_;
    const bool sda_was = sda_;
    scl_ = scl_level();
    if (scl_ == scl_was) sda_ = sda_level();  // one wire at a time
    if (scl_ == scl_was && sda_ == sda_was) return;
    if (scl_ != scl_was) tell_edge(&scl, "scl", scl_);
    if (sda_ != sda_was) tell_edge(&sda, "sda", sda_);
    if (watcher_ != nullptr) watcher_(argument_, scl_, sda_);
    if (scl_ && !scl_was) {
      scl_rises();
    } else if (!scl_ && scl_was) {
      scl_falls();
    } else if (scl_ && !sda_) {
      ++starts_;
      phase_ = Phase::address;
      bits_ = 0;
      sda_is_released_ = true;
    } else if (scl_) {
      ++stops_;
      phase_ = Phase::idle;
      sda_is_released_ = true;
      targets_.stop();
    }
  }
}

void I2CWires::scl_rises() noexcept {
  scl_held_until_ = Instant{};
  if (phase_ == Phase::idle) return;
  if (bits_ == ack_bit && phase_ == Phase::in) is_acknowledged_ = !sda_;
  if (bits_ < ack_bit) shift_ = static_cast<std::uint8_t>(shift_ << 1 | (sda_ ? 1 : 0));
  ++bits_;
}

void I2CWires::scl_falls() noexcept {
  targets_.clock();
  if (phase_ != Phase::idle && bits_ != 0) end_bit();
}

void I2CWires::end_bit() noexcept {
  if (bits_ == ack_bit) {
    if (phase_ == Phase::address) {
      is_acknowledged_ = targets_.start(shift_ >> 1, (shift_ & 1) != 0);
    } else if (phase_ == Phase::out) {
      is_acknowledged_ = targets_.write(shift_);
    }
    sda_is_released_ = phase_ == Phase::in || !is_acknowledged_;
  } else if (bits_ == bits_of_byte) {
    bits_ = 0;
    sda_is_released_ = true;
    if (!is_acknowledged_) {
      phase_ = Phase::idle;
      return;
    }
    if (phase_ == Phase::address) phase_ = (shift_ & 1) != 0 ? Phase::in : Phase::out;
    if (phase_ == Phase::in) send_byte();
    const std::uint64_t stretch = targets_.stretch_us();
    if (stretch != 0) scl_held_until_ = Alarm::now() + from_microseconds(stretch);
  } else if (phase_ == Phase::in) {
    sda_is_released_ = (shift_ & 0x80) != 0;
  }
}

/// The bits that are sent leave `shift_` at its top, and come back at its bottom from the wire.
void I2CWires::send_byte() noexcept {
  shift_ = targets_.read();
  sda_is_released_ = (shift_ & 0x80) != 0;
}

}  // namespace uasyncio::testing
