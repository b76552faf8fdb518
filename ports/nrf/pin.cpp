// SPDX-License-Identifier: MIT
// Pins of the nRF51. A pin is set up with each use: that is one store, and a pin needs no RAM to
// remember that it was.
#include "ports/nrf/pin.hpp"

#include "ports/cortex_m/registers.hpp"
#include "ports/nrf/gpio.hpp"

namespace uasyncio::nrf {

using cortex_m::register_at;

// The level first: the pin has it from its first moment as an output.
void OutputPin::value(bool is_on) noexcept {
  register_at(is_on ? gpio::output_set : gpio::output_clear) = 1u << number_;
  gpio::use_as_output(number_);
}

bool OutputPin::value() const noexcept { return (register_at(gpio::output) >> number_ & 1) != 0; }

bool InterruptPin::value() const noexcept {
  gpio::use_as_input(number_);
  return gpio::level(number_);
}

}  // namespace uasyncio::nrf
