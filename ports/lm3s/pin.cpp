// SPDX-License-Identifier: MIT
// Pins of the LM3S. A pin is set up when it is first used: constructors of pins are constants, and
// a pin that no program touches keeps its state after reset.
#include "ports/lm3s/pin.hpp"

#include "ports/cortex_m/interrupts.hpp"
#include "ports/lm3s/gpio.hpp"

namespace uasyncio::lm3s {

using cortex_m::clear_bits;
using cortex_m::set_bits;

// The level comes last but the pad: a pin that is no output yet keeps no level.
void OutputPin::value(bool is_on) noexcept {
  if (is_ready_) {
    gpio::data_of(port_, number_) = is_on ? 0xFF : 0;
    return;
  }
  is_ready_ = true;
  gpio::give_clock(port_);
  const std::uintptr_t base = gpio::base_of(port_);
  const std::uint32_t bit = 1u << number_;
  cortex_m::InterruptMask masked;
  clear_bits(base + gpio::alternate_function, bit);
  clear_bits(base + gpio::open_drain, bit);
  set_bits(base + gpio::direction, bit);
  gpio::data_of(port_, number_) = is_on ? 0xFF : 0;
  set_bits(base + gpio::digital_enable, bit);
}

bool OutputPin::value() noexcept { return is_ready_ && gpio::data_of(port_, number_) != 0; }

void InterruptPin::prepare() noexcept {
  if (is_ready_) return;
  is_ready_ = true;
  gpio::give_clock(port_);
  const std::uintptr_t base = gpio::base_of(port_);
  const std::uint32_t bit = 1u << number_;
  cortex_m::InterruptMask masked;
  clear_bits(base + gpio::alternate_function, bit);
  clear_bits(base + gpio::direction, bit);
  clear_bits(base + gpio::pull_down, bit);
  set_bits(base + gpio::pull_up, bit);
  set_bits(base + gpio::digital_enable, bit);
}

bool InterruptPin::value() noexcept {
  prepare();
  return gpio::data_of(port_, number_) != 0;
}

}  // namespace uasyncio::lm3s
