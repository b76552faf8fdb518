// SPDX-License-Identifier: MIT
// Pins for an I2C bus by Zephyr: `SoftI2C controller(scl, sda);` of two of them.
#pragma once

#include "uasyncio/machine/pin.hpp"

#include <zephyr/drivers/gpio.h>

namespace uasyncio::zephyr {

/// A pin that pulls its line low or lets it go; pulls are those of the devicetree.
class OpenDrainPin {
 public:
  explicit constexpr OpenDrainPin(const gpio_dt_spec& pin) noexcept : pin_(pin) {}

  void value(bool is_released) noexcept {
    prepare();
    gpio_pin_set_raw(pin_.port, pin_.pin, is_released);
  }
  bool value() noexcept {
    prepare();
    return gpio_pin_get_raw(pin_.port, pin_.pin) > 0;
  }

 private:
  void prepare() noexcept {
    if (is_ready_) return;
    is_ready_ = true;
    gpio_pin_configure(
        pin_.port, pin_.pin,
        GPIO_INPUT | GPIO_OUTPUT | GPIO_OUTPUT_INIT_HIGH | GPIO_OPEN_DRAIN | pin_.dt_flags);
  }

  gpio_dt_spec pin_;
  bool is_ready_ = false;
};

}  // namespace uasyncio::zephyr
