// SPDX-License-Identifier: MIT
// Interrupts of pins: one for each port, told apart by the port's status register.
#include "ports/bare_metal/pin_irq.hpp"

#include "ports/cortex_m/interrupts.hpp"
#include "ports/lm3s/gpio.hpp"
#include "ports/lm3s/pin.hpp"

#include <bit>

namespace uasyncio::lm3s {
namespace {

using cortex_m::change_bits;
using cortex_m::clear_bits;
using cortex_m::register_at;
using cortex_m::set_bits;
using machine::Edge;

constexpr unsigned ports = 7;
constexpr unsigned pins_of_a_port = 8;
constinit bare_metal::PinIrq irqs[ports][pins_of_a_port];

// Table 2-9 "Interrupts".
cortex_m::Irq number_of(GpioPort port) noexcept {
  constexpr unsigned first = 0;
  constexpr unsigned of_port_f = 30;
  const auto index = static_cast<unsigned>(port);
  return cortex_m::Irq(index < 5 ? first + index : of_port_f + index - 5);
}

// Only what has been seen is cleared: an edge that comes after that interrupts again.
void serve(GpioPort port) {
  const std::uintptr_t base = gpio::base_of(port);
  std::uint32_t seen = register_at(base + gpio::interrupt_status);
  register_at(base + gpio::interrupt_clear) = seen;
  for (; seen != 0; seen &= seen - 1) {
    irqs[static_cast<unsigned>(port)][std::countr_zero(seen)].call();
  }
}

}  // namespace

Error InterruptPin::irq(Edge edges, machine::PinHandler handler, void* argument) noexcept {
  if (!is_pin(port_, number_)) return Error::value("the chip has no such pin");
  prepare();
  const std::uintptr_t base = gpio::base_of(port_);
  const std::uint32_t bit = 1u << number_;
  cortex_m::InterruptMask masked;
  clear_bits(base + gpio::interrupt_mask, bit);
  irqs[static_cast<unsigned>(port_)][number_] = {handler, argument};
  clear_bits(base + gpio::interrupt_sense, bit);
  change_bits(base + gpio::interrupt_both, bit, edges == Edge::both ? bit : 0);
  change_bits(base + gpio::interrupt_event, bit, edges == Edge::rising ? bit : 0);
  register_at(base + gpio::interrupt_clear) = bit;
  if (edges != Edge::none) set_bits(base + gpio::interrupt_mask, bit);
  cortex_m::enable_irq(number_of(port_));
  return Error::none;
}

}  // namespace uasyncio::lm3s

extern "C" {
void gpio_a_handler() { uasyncio::lm3s::serve(uasyncio::lm3s::GpioPort::a); }
void gpio_b_handler() { uasyncio::lm3s::serve(uasyncio::lm3s::GpioPort::b); }
void gpio_c_handler() { uasyncio::lm3s::serve(uasyncio::lm3s::GpioPort::c); }
void gpio_d_handler() { uasyncio::lm3s::serve(uasyncio::lm3s::GpioPort::d); }
void gpio_e_handler() { uasyncio::lm3s::serve(uasyncio::lm3s::GpioPort::e); }
void gpio_f_handler() { uasyncio::lm3s::serve(uasyncio::lm3s::GpioPort::f); }
void gpio_g_handler() { uasyncio::lm3s::serve(uasyncio::lm3s::GpioPort::g); }
}
