// SPDX-License-Identifier: MIT
// Pins of an ESP32 by ESP-IDF, set up at their first use. Interrupts go through the service of
// gpio_install_isr_service, which the program may use for other pins too.
#pragma once

#include "uasyncio/machine/pin.hpp"

#include <cstddef>
#include <driver/gpio.h>

namespace uasyncio::esp_idf {

/// A push-pull output; on is high.
class OutputPin {
 public:
  explicit constexpr OutputPin(gpio_num_t number) noexcept : number_(number) {}

  void on() noexcept { value(true); }
  void off() noexcept { value(false); }
  void toggle() noexcept { value(!is_on_); }
  void value(bool is_on) noexcept {
    if (!is_ready_) gpio_reset_pin(number_);
    gpio_set_level(number_, is_on);
    if (!is_ready_) gpio_set_direction(number_, GPIO_MODE_OUTPUT);
    is_ready_ = true;
    is_on_ = is_on;
  }
  bool value() const noexcept { return is_on_; }

 private:
  gpio_num_t number_;
  bool is_ready_ = false;
  bool is_on_ = false;
};

/// An input with a pull-up. Every pin can interrupt.
class InterruptPin {
 public:
  explicit constexpr InterruptPin(gpio_num_t number) noexcept : number_(number) {}

  bool value() noexcept {
    prepare();
    return gpio_get_level(number_) != 0;
  }
  [[nodiscard("it may be refused")]] Error irq(machine::Edge edges, machine::PinHandler handler,
                                               void* argument) noexcept {
    constexpr gpio_int_type_t types[] = {GPIO_INTR_DISABLE, GPIO_INTR_POSEDGE, GPIO_INTR_NEGEDGE,
                                         GPIO_INTR_ANYEDGE};
    prepare();
    if (!is_serving_) gpio_install_isr_service(0);  // refused if the program has it already
    is_serving_ = true;
    gpio_isr_handler_remove(number_);
    if (gpio_set_intr_type(number_, types[static_cast<unsigned>(edges)]) != ESP_OK) {
      return Error::value("the chip has no such pin");
    }
    if (handler == nullptr) return Error::none;
    return gpio_isr_handler_add(number_, handler, argument) == ESP_OK ? Error::none : Error::memory;
  }
  void irq(std::nullptr_t) noexcept { (void)irq(machine::Edge::none, nullptr, nullptr); }

 private:
  void prepare() noexcept {
    if (is_ready_) return;
    is_ready_ = true;
    gpio_reset_pin(number_);
    gpio_set_direction(number_, GPIO_MODE_INPUT);
    gpio_set_pull_mode(number_, GPIO_PULLUP_ONLY);
  }

  static inline constinit bool is_serving_ = false;
  gpio_num_t number_;
  bool is_ready_ = false;
};

}  // namespace uasyncio::esp_idf
