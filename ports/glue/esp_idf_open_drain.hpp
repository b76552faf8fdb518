// SPDX-License-Identifier: MIT
// Pins for an I2C bus by ESP-IDF: `SoftI2C controller(scl, sda);` of two of them.
#pragma once

#include "uasyncio/machine/pin.hpp"

#include <driver/gpio.h>

namespace uasyncio::esp_idf {

/// A pin that pulls its line low or lets it go, with a pull-up.
class OpenDrainPin {
 public:
  explicit constexpr OpenDrainPin(gpio_num_t number) noexcept : number_(number) {}

  void value(bool is_released) noexcept {
    gpio_set_level(number_, is_released ? 1 : 0);
    prepare();
  }
  bool value() noexcept {
    prepare();
    return gpio_get_level(number_) != 0;
  }

 private:
  void prepare() noexcept {
    if (is_ready_) return;
    is_ready_ = true;
    gpio_set_direction(number_, GPIO_MODE_INPUT_OUTPUT_OD);
    gpio_set_pull_mode(number_, GPIO_PULLUP_ONLY);
  }

  gpio_num_t number_;
  bool is_ready_ = false;
};

}  // namespace uasyncio::esp_idf
