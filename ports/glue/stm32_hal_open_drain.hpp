// SPDX-License-Identifier: MIT
// Pins for an I2C bus by ST's HAL: `SoftI2C controller(scl, sda);` of two of them. The project
// gives their ports a clock.
#pragma once

#include "ports/glue/stm32_hal.hpp"

namespace uasyncio::stm32_hal {

/// A pin that pulls its line low or lets it go, with a pull-up.
class OpenDrainPin {
 public:
  OpenDrainPin(GPIO_TypeDef* port, std::uint16_t pin) noexcept : port_(port), pin_(pin) {}

  void value(bool is_released) noexcept {
    HAL_GPIO_WritePin(port_, pin_, is_released ? GPIO_PIN_SET : GPIO_PIN_RESET);
    prepare();
  }
  bool value() noexcept {
    prepare();
    return HAL_GPIO_ReadPin(port_, pin_) == GPIO_PIN_SET;
  }

 private:
  void prepare() noexcept {
    if (is_ready_) return;
    is_ready_ = true;
    GPIO_InitTypeDef setup = {};
    setup.Pin = pin_;
    setup.Mode = GPIO_MODE_OUTPUT_OD;
    setup.Pull = GPIO_PULLUP;
    HAL_GPIO_Init(port_, &setup);
  }

  GPIO_TypeDef* port_;
  std::uint16_t pin_;
  bool is_ready_ = false;
};

}  // namespace uasyncio::stm32_hal
