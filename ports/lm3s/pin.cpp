#include "ports/lm3s/pin.hpp"

#include "ports/cortex_m/interrupts.hpp"
#include "ports/cortex_m/pin_irq.hpp"
#include "ports/lm3s/chip.hpp"

namespace uasyncio::lm3s {
namespace {

using cortex_m::clear_bits;
using cortex_m::register_at;
using cortex_m::set_bits;

// 8.4 "General-Purpose Input/Outputs": offsets of registers, one bit per pin.
constexpr std::uintptr_t direction = 0x400;
constexpr std::uintptr_t interrupt_sense = 0x404;      // 0: edges
constexpr std::uintptr_t interrupt_both = 0x408;       // both edges
constexpr std::uintptr_t interrupt_event = 0x40C;      // else 1: rising, 0: falling
constexpr std::uintptr_t interrupt_mask = 0x410;       // 1: on
constexpr std::uintptr_t interrupt_clear = 0x41C;
constexpr std::uintptr_t pull_up = 0x510;
constexpr std::uintptr_t digital_enable = 0x51C;

constinit cortex_m::PinIrq irq_of_a;
constinit cortex_m::PinIrq irq_of_f;

std::uintptr_t base_of(GpioPort port) noexcept {
  const auto index = static_cast<std::uint32_t>(port);
  return index < 4 ? 0x4000'4000 + 0x1000 * index : 0x4002'4000 + 0x1000 * (index - 4);
}

// 8.2.1: an address of the data register carries the mask of the bits that it reaches.
cortex_m::Register& data_of(GpioPort port, std::uint8_t number) noexcept {
  return register_at(base_of(port) + (4u << number));
}

void give_clock(GpioPort port) noexcept { set_bits(rcgc2, 1u << static_cast<unsigned>(port)); }

void change_bit(std::uintptr_t address, std::uint32_t bit, bool is_set) noexcept {
  is_set ? set_bits(address, bit) : clear_bits(address, bit);
}

void serve(GpioPort port, const cortex_m::PinIrq& irq) {
  register_at(base_of(port) + interrupt_clear) = 0xFF;
  irq.call();
}

}  // namespace

void OutputPin::value(bool is_on) noexcept {
  if (!is_ready_) {
    is_ready_ = true;
    give_clock(port_);
    set_bits(base_of(port_) + direction, 1u << number_);
    set_bits(base_of(port_) + digital_enable, 1u << number_);
  }
  data_of(port_, number_) = is_on ? 0xFF : 0;
}

bool OutputPin::value() noexcept { return is_ready_ && data_of(port_, number_) != 0; }

void InterruptPin::prepare() noexcept {
  if (is_ready_) return;
  is_ready_ = true;
  give_clock(port_);
  set_bits(base_of(port_) + pull_up, 1u << number_);
  set_bits(base_of(port_) + digital_enable, 1u << number_);
}

bool InterruptPin::value() noexcept {
  prepare();
  return data_of(port_, number_) != 0;
}

void InterruptPin::irq(machine::Edge edges, machine::PinHandler handler, void* argument) noexcept {
  prepare();
  const std::uintptr_t base = base_of(port_);
  const std::uint32_t bit = 1u << number_;
  clear_bits(base + interrupt_mask, bit);
  (port_ == GpioPort::f ? irq_of_f : irq_of_a).set(handler, argument);
  clear_bits(base + interrupt_sense, bit);
  change_bit(base + interrupt_both, bit, edges == machine::Edge::both);
  change_bit(base + interrupt_event, bit, edges == machine::Edge::rising);
  register_at(base + interrupt_clear) = bit;
  change_bit(base + interrupt_mask, bit, edges != machine::Edge::none);
  cortex_m::enable_irq(port_ == GpioPort::f ? irq::gpio_f : irq::gpio_a);
}

}  // namespace uasyncio::lm3s

extern "C" void gpio_a_handler() {
  uasyncio::lm3s::serve(uasyncio::lm3s::GpioPort::a, uasyncio::lm3s::irq_of_a);
}

extern "C" void gpio_f_handler() {
  uasyncio::lm3s::serve(uasyncio::lm3s::GpioPort::f, uasyncio::lm3s::irq_of_f);
}
