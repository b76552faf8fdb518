// SPDX-License-Identifier: MIT
// Interrupts of pins: one for all of them, told apart by status registers of eight pins each.
#include "ports/bare_metal/pin_irq.hpp"

#include "ports/rp2040/gpio.hpp"
#include "ports/rp2040/pin.hpp"

#include <bit>

namespace uasyncio::rp2040 {
namespace {

using cortex_m::register_at;
using machine::Edge;

constexpr unsigned pins = 30;
constexpr unsigned pins_of_a_register = 8;
constinit bare_metal::PinIrq irqs[pins];

// 2.19.6.1: four bits for each pin: level low, level high, edge low, edge high.
constexpr std::uint32_t bits_of(Edge edges) noexcept {
  return (includes(edges, Edge::falling) ? 1u << 2 : 0) |
         (includes(edges, Edge::rising) ? 1u << 3 : 0);
}

// Only what has been seen is cleared: an edge that comes after that interrupts again. Both edges of
// a pin are one call.
void serve(unsigned first_pin) {
  const std::uintptr_t offset = first_pin / pins_of_a_register * 4;
  std::uint32_t seen = register_at(gpio::interrupting + offset);
  register_at(gpio::happened + offset) = seen;
  while (seen != 0) {
    const auto pin = static_cast<unsigned>(std::countr_zero(seen)) / 4;
    seen &= ~(0xFu << pin * 4);
    irqs[first_pin + pin].call();
  }
}

}  // namespace

Error InterruptPin::irq(Edge edges, machine::PinHandler handler, void* argument) noexcept {
  if (!is_pin(number_)) return Error::value("the chip has no such pin");
  prepare();
  const std::uintptr_t offset = number_ / pins_of_a_register * 4;
  const unsigned shift = number_ % pins_of_a_register * 4;
  clear_bits(gpio::enable_interrupts + offset, bits_of(Edge::both) << shift);
  {
    cortex_m::InterruptMask masked;
    irqs[number_] = {handler, argument};
  }
  register_at(gpio::happened + offset) = bits_of(Edge::both) << shift;
  set_bits(gpio::enable_interrupts + offset, bits_of(edges) << shift);
  cortex_m::enable_irq(irq::io_bank0);
  return Error::none;
}

}  // namespace uasyncio::rp2040

extern "C" void io_bank0_handler() {
  using namespace uasyncio::rp2040;
  for (unsigned first = 0; first < pins; first += pins_of_a_register) serve(first);
}
