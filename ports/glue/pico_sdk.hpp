// SPDX-License-Identifier: MIT
// Pins of the RP2040 and RP2350 by the Pico SDK, set up at their first use. Interrupts of pins are
// shared with the program's own: gpio_set_irq_callback goes on working for all others.
#pragma once

#include "uasyncio/machine/pin.hpp"

#include "ports/bare_metal/pin_irq.hpp"

#include <cstddef>
#include <hardware/gpio.h>
#include <hardware/irq.h>

namespace uasyncio::pico_sdk {

/// A push-pull output; on is high.
class OutputPin {
 public:
  explicit constexpr OutputPin(unsigned number) noexcept : number_(number) {}
  void on() noexcept { value(true); }
  void off() noexcept { value(false); }
  void toggle() noexcept { value(!value()); }
  void value(bool is_on) noexcept {
    if (!is_ready_) gpio_init(number_);
    gpio_put(number_, is_on);
    if (!is_ready_) gpio_set_dir(number_, true);
    is_ready_ = true;
  }
  bool value() const noexcept { return is_ready_ && gpio_get_out_level(number_); }

 private:
  unsigned number_;
  bool is_ready_ = false;
};

/// An input with a pull-up. Every pin can interrupt.
class InterruptPin {
 public:
  explicit constexpr InterruptPin(unsigned number) noexcept : number_(number) {}
  bool value() noexcept {
    prepare();
    return gpio_get(number_);
  }
  [[nodiscard("it may be refused")]] Error irq(machine::Edge edges, machine::PinHandler handler,
                                               void* argument) noexcept {
    if (number_ >= NUM_BANK0_GPIOS) return Error::value;
    prepare();
    if (!is_serving_) irq_add_shared_handler(IO_IRQ_BANK0, &serve, 0x80);  // the default order
    is_serving_ = true;
    constexpr unsigned events[] = {0, GPIO_IRQ_EDGE_RISE, GPIO_IRQ_EDGE_FALL,
                                   GPIO_IRQ_EDGE_RISE | GPIO_IRQ_EDGE_FALL};
    gpio_set_irq_enabled(number_, events[3], false);  // which drops what came before, too
    irqs_[number_] = {handler, argument};
    gpio_set_irq_enabled(number_, events[static_cast<unsigned>(edges)], true);
    irq_set_enabled(IO_IRQ_BANK0, true);
    return Error::none;
  }
  void irq(std::nullptr_t) noexcept { (void)irq(machine::Edge::none, nullptr, nullptr); }

 private:
  static inline constinit bare_metal::PinIrq irqs_[NUM_BANK0_GPIOS];
  static inline constinit bool is_serving_ = false;
  static void serve() {
    for (unsigned pin = 0; pin != NUM_BANK0_GPIOS; ++pin) {
      if (irqs_[pin].handler == nullptr) continue;  // the program's own
      const std::uint32_t seen = gpio_get_irq_event_mask(pin);
      gpio_acknowledge_irq(pin, seen);  // an edge that comes after this interrupts again
      if (seen != 0) irqs_[pin].call();
    }
  }
  void prepare() noexcept {
    if (!is_ready_) gpio_init(number_);
    is_ready_ = true;
    gpio_pull_up(number_);
  }
  unsigned number_;
  bool is_ready_ = false;
};

}  // namespace uasyncio::pico_sdk
