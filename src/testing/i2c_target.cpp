// SPDX-License-Identifier: MIT
// Devices on a simulated bus, and their faults. Several are read as the wires do it: a low bit of
// any of them wins.
#include "uasyncio/testing/i2c_target.hpp"

namespace uasyncio::testing {

void I2CTarget::unplug() noexcept {
  is_plugged_ = is_selected_ = false;
  unplug_in_ = for_ever;
}

void I2CTarget::plug() noexcept {
  unplug_in_ = for_ever;
  if (is_plugged_) return;
  is_plugged_ = true;
  sda_clocks_ = 0;
  on_power();
}

/// False if it is the one that is not acknowledged.
bool I2CTarget::takes_byte() noexcept {
  const bool takes = byte_ != nak_at_;
  ++byte_;
  if (takes) ++bytes_;
  return takes;
}

bool I2CTarget::start(std::uint8_t address, bool reads) noexcept {
  if (!is_plugged_) return false;
  if (!is_selected_) byte_ = 0;
  is_selected_ = address == address_ && takes_byte() && on_start(reads);
  return is_selected_;
}

bool I2CTarget::write(std::uint8_t byte) noexcept {
  return is_selected_ && takes_byte() && on_write(byte);
}

std::uint8_t I2CTarget::read() noexcept {
  if (!is_selected_) return 0xFF;
  ++bytes_;
  std::uint8_t byte = on_read();
  if (flip_mask_ != 0 && flip_in_-- == 0) {
    byte = static_cast<std::uint8_t>(byte ^ flip_mask_);
    flip_mask_ = 0;
  }
  return byte;
}

void I2CTarget::stop() noexcept {
  if (!is_selected_) return;
  is_selected_ = false;
  on_stop();
}

void I2CTarget::clock() noexcept {
  if (sda_clocks_ != 0 && sda_clocks_ != for_ever) --sda_clocks_;
  if (unplug_in_ != for_ever && unplug_in_-- == 0) unplug();
}

bool I2CTargets::start(std::uint8_t address, bool reads) noexcept {
  bool is_acknowledged = false;
  for_each([&](I2CTarget& target) {
    if (target.start(address, reads)) is_acknowledged = true;
  });
  return is_acknowledged;
}

bool I2CTargets::write(std::uint8_t byte) noexcept {
  bool is_acknowledged = false;
  for_each([&](I2CTarget& target) {
    if (target.write(byte)) is_acknowledged = true;
  });
  return is_acknowledged;
}

/// A low bit of any of them wins.
std::uint8_t I2CTargets::read() noexcept {
  unsigned byte = 0xFF;
  for_each([&](I2CTarget& target) { byte &= target.read(); });
  return static_cast<std::uint8_t>(byte);
}

void I2CTargets::stop() noexcept {
  for_each([](I2CTarget& target) { target.stop(); });
}

void I2CTargets::clock() noexcept {
  for_each([](I2CTarget& target) { target.clock(); });
}

bool I2CTargets::hold_scl() const noexcept {
  bool is_held = false;
  for_each([&](const I2CTarget& target) { is_held = is_held || target.holds_scl(); });
  return is_held;
}

bool I2CTargets::hold_sda() const noexcept {
  bool is_held = false;
  for_each([&](const I2CTarget& target) { is_held = is_held || target.holds_sda(); });
  return is_held;
}

bool I2CTargets::any_selected() const noexcept {
  bool is_any = false;
  for_each([&](const I2CTarget& target) { is_any = is_any || target.is_selected(); });
  return is_any;
}

std::uint64_t I2CTargets::stretch_us() const noexcept {
  std::uint64_t longest = 0;
  for_each([&](const I2CTarget& target) {
    if (target.is_selected() && target.stretch_us() > longest) longest = target.stretch_us();
  });
  return longest;
}

}  // namespace uasyncio::testing
