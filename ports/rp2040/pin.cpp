// SPDX-License-Identifier: MIT
// Pins of the RP2040. A pin is set up when it is first used: constructors of pins are constants,
// and a pin that no program touches keeps its state after reset.
#include "ports/rp2040/pin.hpp"

#include "ports/rp2040/gpio.hpp"

namespace uasyncio::rp2040 {

using cortex_m::register_at;
using gpio::Function;
using gpio::Pull;

// The level first: the pin has it from its first moment as an output.
void OutputPin::value(bool is_on) noexcept {
  register_at(is_on ? gpio::output_set : gpio::output_clear) = 1u << number_;
  if (is_ready_) return;
  is_ready_ = true;
  register_at(gpio::drive_set) = 1u << number_;
  gpio::use(number_, Function::software, Pull::none);
}

bool OutputPin::value() const noexcept {
  return is_ready_ && (register_at(gpio::output) >> number_ & 1) != 0;
}

void InterruptPin::prepare() noexcept {
  if (is_ready_) return;
  is_ready_ = true;
  register_at(gpio::drive_clear) = 1u << number_;
  gpio::use(number_, Function::software, Pull::up);
}

bool InterruptPin::value() noexcept {
  prepare();
  return gpio::level(number_);
}

// Low whenever it drives.
void OpenDrainPin::prepare() noexcept {
  if (is_ready_) return;
  is_ready_ = true;
  register_at(gpio::drive_clear) = 1u << number_;
  register_at(gpio::output_clear) = 1u << number_;
  gpio::use(number_, Function::software, Pull::up);
}

void OpenDrainPin::value(bool is_released) noexcept {
  prepare();
  register_at(is_released ? gpio::drive_clear : gpio::drive_set) = 1u << number_;
}

bool OpenDrainPin::value() noexcept {
  prepare();
  return gpio::level(number_);
}

}  // namespace uasyncio::rp2040
