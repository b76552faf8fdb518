// SPDX-License-Identifier: MIT
// Pins of the STM32. An output is set up when it is first written; that it was is remembered,
// because the set-up changes registers that other pins share.
#include "ports/stm32/pin.hpp"

#include "ports/cortex_m/interrupts.hpp"
#include "ports/stm32/gpio.hpp"

namespace uasyncio::stm32 {

using cortex_m::register_at;

// The level first: the pin has it from its first moment as an output.
void OutputPin::value(bool is_on) noexcept {
  is_on_ = is_on;
  if (!is_ready_) gpio::give_clock(port_);
  register_at(gpio::base_of(port_) + gpio::set_reset) = 1u << (is_on ? number_ : number_ + 16);
  if (!is_ready_) prepare();
}

void OutputPin::prepare() noexcept {
  is_ready_ = true;
  const std::uintptr_t base = gpio::base_of(port_);
  cortex_m::InterruptMask masked;
  cortex_m::clear_bits(base + gpio::output_type, 1u << number_);
  gpio::change_pair(base + gpio::pull, number_, 0b00);
  gpio::change_pair(base + gpio::mode, number_, 0b01);
}

}  // namespace uasyncio::stm32
