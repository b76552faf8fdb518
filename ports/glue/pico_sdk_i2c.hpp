// SPDX-License-Identifier: MIT
// I2C controllers of the RP2040 and RP2350 by the Pico SDK: `I2CController controller(i2c0, 4, 5);`
// for SDA and SCL, and `I2C i2c(controller);`. Its interrupt is its own. Must live for ever.
#pragma once

#include "ports/bare_metal/designware_i2c.hpp"
#include "uasyncio/kernel/critical_section.hpp"

#include <hardware/gpio.h>
#include <hardware/i2c.h>
#include <hardware/irq.h>

namespace uasyncio::pico_sdk {

class I2CController {
 public:
  constexpr I2CController(i2c_inst_t* bus, unsigned sda, unsigned scl, unsigned hz = 100'000)
      : bus_(bus), sda_(sda), scl_(scl), hz_(hz) {}
  I2CController(const I2CController&) = delete;
  void begin(machine::I2CTransfer& transfer) noexcept {
    if (!transaction_.is_set_up()) set_up();
    transaction_.begin(*i2c_get_hw(bus_), transfer);
  }
  machine::Abort abort() noexcept {
    const kernel::CriticalSection masked;
    transaction_.forget();
    i2c_deinit(bus_);
    return machine::Abort::now;
  }
  void drive(machine::I2CLevels released) noexcept {
    (void)abort();
    gpio_set_dir(sda_, !released.sda);
    gpio_set_dir(scl_, !released.scl);
    use_pins(GPIO_FUNC_SIO);
  }
  machine::I2CLevels levels() const noexcept { return {gpio_get(scl_), gpio_get(sda_)}; }

 private:
  void set_up() noexcept {
    const kernel::CriticalSection masked;  // i2c_init lets every interrupt come
    i2c_init(bus_, hz_);
    i2c_get_hw(bus_)->intr_mask = 0;
    use_pins(GPIO_FUNC_I2C);
    const unsigned number = i2c_get_index(bus_);
    irq_set_exclusive_handler(I2C0_IRQ + number, transaction_.handler(number));
    irq_set_enabled(I2C0_IRQ + number, true);
  }
  void use_pins(gpio_function_t function) const noexcept {
    for (const unsigned pin : {sda_, scl_}) {
      gpio_put(pin, false);
      gpio_pull_up(pin);
      gpio_set_function(pin, function);
    }
  }
  bare_metal::DesignwareI2C<i2c_hw_t> transaction_;
  i2c_inst_t* bus_;
  unsigned sda_, scl_, hz_;
};

}  // namespace uasyncio::pico_sdk
