// SPDX-License-Identifier: MIT
// Pins for an I2C bus by the Pico SDK: `SoftI2C controller(scl, sda);` of two of them.
#pragma once

#include "uasyncio/machine/pin.hpp"

#include <hardware/gpio.h>

namespace uasyncio::pico_sdk {

/// A pin that pulls its line low or lets it go, with a pull-up.
class OpenDrainPin {
 public:
  explicit constexpr OpenDrainPin(unsigned number) noexcept : number_(number) {}

  void value(bool is_released) noexcept {
    prepare();
    gpio_set_dir(number_, !is_released);
  }
  bool value() noexcept {
    prepare();
    return gpio_get(number_);
  }

 private:
  void prepare() noexcept {
    if (is_ready_) return;
    is_ready_ = true;
    gpio_init(number_);  // an input, and low whenever it drives
    gpio_pull_up(number_);
  }

  unsigned number_;
  bool is_ready_ = false;
};

}  // namespace uasyncio::pico_sdk
