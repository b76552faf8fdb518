// SPDX-License-Identifier: MIT
// Pins of Zephyr's devicetree: `OutputPin led(GPIO_DT_SPEC_GET(DT_ALIAS(led0), gpios));`. Set up at
// their first use.
#pragma once

#include "uasyncio/machine/pin.hpp"
#include "ports/bare_metal/pin_irq.hpp"

#include <cstddef>
#include <zephyr/drivers/gpio.h>

namespace uasyncio::zephyr {

/// An output; on is what the devicetree calls active.
class OutputPin {
 public:
  explicit constexpr OutputPin(const gpio_dt_spec& pin) noexcept : pin_(pin) {}
  void on() noexcept { value(true); }
  void off() noexcept { value(false); }
  void toggle() noexcept { value(!is_on_); }
  void value(bool is_on) noexcept {
    if (!is_ready_) gpio_pin_configure_dt(&pin_, GPIO_OUTPUT_INACTIVE);
    is_ready_ = true;
    is_on_ = is_on;
    gpio_pin_set_dt(&pin_, is_on);
  }
  bool value() const noexcept { return is_on_; }

 private:
  gpio_dt_spec pin_;
  bool is_ready_ = false;
  bool is_on_ = false;
};

/// An input; true is the higher voltage, whatever the devicetree calls active. Pulls are those of
/// the devicetree. Zephyr keeps a pointer to it: it must live while it may interrupt.
class InterruptPin {
 public:
  explicit InterruptPin(const gpio_dt_spec& pin) noexcept : pin_(pin) {
    gpio_init_callback(&call_.node, &on_edge, BIT(pin.pin));
  }
  InterruptPin(const InterruptPin&) = delete;
  InterruptPin& operator=(const InterruptPin&) = delete;
  bool value() noexcept {
    prepare();
    return gpio_pin_get_raw(pin_.port, pin_.pin) > 0;
  }
  [[nodiscard("it may be refused")]] Error irq(machine::Edge edges, machine::PinHandler handler,
                                               void* argument) noexcept {
    constexpr gpio_flags_t flags[] = {GPIO_INT_DISABLE, GPIO_INT_EDGE_RISING, GPIO_INT_EDGE_FALLING,
                                      GPIO_INT_EDGE_BOTH};
    prepare();
    gpio_pin_interrupt_configure_dt(&pin_, GPIO_INT_DISABLE);
    gpio_remove_callback(pin_.port, &call_.node);  // refused if it is not there
    if (handler == nullptr) return Error::none;
    call_.irq = {handler, argument};
    gpio_add_callback(pin_.port, &call_.node);
    const int bad = gpio_pin_interrupt_configure_dt(&pin_, flags[static_cast<unsigned>(edges)]);
    return bad == 0 ? Error::none : Error::os(-bad);
  }
  void irq(std::nullptr_t) noexcept { (void)irq(machine::Edge::none, nullptr, nullptr); }

 private:
  struct Call {
    gpio_callback node;  // first: Zephyr hands its address to `on_edge`
    bare_metal::PinIrq irq;
  };
  static void on_edge(const device*, gpio_callback* node, gpio_port_pins_t) {
    reinterpret_cast<Call*>(node)->irq.call();
  }
  void prepare() noexcept {
    if (!is_ready_) gpio_pin_configure_dt(&pin_, GPIO_INPUT);
    is_ready_ = true;
  }
  gpio_dt_spec pin_;
  Call call_ = {};
  bool is_ready_ = false;
};

}  // namespace uasyncio::zephyr
