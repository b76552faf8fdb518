// SPDX-License-Identifier: MIT
// Inputs and their interrupts: EXTI, one line for each pin number, which listens to one port.
#include "ports/bare_metal/pin_irq.hpp"

#include "ports/cortex_m/interrupts.hpp"
#include "ports/stm32/gpio.hpp"
#include "ports/stm32/pin.hpp"

#include <bit>
#include <cerrno>

namespace uasyncio::stm32 {
namespace {

using cortex_m::clear_bits;
using cortex_m::register_at;
using cortex_m::set_bits;
using machine::Edge;

// 12.3 "EXTI registers", one bit per line; 9.2 "SYSCFG registers", which port a line listens to.
constexpr std::uintptr_t interrupt_mask = 0x4001'3C00;
constexpr std::uintptr_t rising_trigger = 0x4001'3C08;
constexpr std::uintptr_t falling_trigger = 0x4001'3C0C;
constexpr std::uintptr_t pending = 0x4001'3C14;
constexpr std::uintptr_t line_source = 0x4001'3808;  // four bits per line
constexpr std::uint32_t syscfg = 1u << 14;           // in rcc_apb2_enable

constexpr unsigned lines = 16;

struct Line {
  bare_metal::PinIrq irq;
  GpioPort port = GpioPort::a;
  Edge edges = Edge::none;
  bool emulated_level = true;
};
constinit Line line_state[lines];

// Table 62 "Vector table".
cortex_m::Irq number_of(unsigned line) noexcept {
  constexpr unsigned of_line_0 = 6;
  if (line < 5) return cortex_m::Irq(of_line_0 + line);
  return cortex_m::Irq(line < 10 ? 23 : 40);
}

void listen_for(unsigned line, Edge edges) noexcept {
  const std::uint32_t bit = 1u << line;
  cortex_m::change_bits(rising_trigger, bit, includes(edges, Edge::rising) ? bit : 0);
  cortex_m::change_bits(falling_trigger, bit, includes(edges, Edge::falling) ? bit : 0);
}

// In QEMU the level follows from which edge came, so there is always just one that we listen for.
void listen_for_next_emulated_edge(unsigned line) noexcept {
  listen_for(line, line_state[line].emulated_level ? Edge::falling : Edge::rising);
}

void serve_line(unsigned number) {
  Line& line = line_state[number];
  Edge edge = line.edges;
  if (is_emulated()) {
    edge = line.emulated_level ? Edge::falling : Edge::rising;
    line.emulated_level = !line.emulated_level;
    listen_for_next_emulated_edge(number);
  }
  if (includes(line.edges, edge)) line.irq.call();
}

// Only what has been seen is cleared: an edge that comes after that interrupts again. QEMU also
// interrupts for edges that nobody listens for, with nothing pending.
void serve(std::uint32_t of_these) {
  std::uint32_t seen = register_at(pending) & register_at(interrupt_mask) & of_these;
  register_at(pending) = seen;
  for (; seen != 0; seen &= seen - 1) serve_line(static_cast<unsigned>(std::countr_zero(seen)));
}

void choose_port(unsigned line, GpioPort port) noexcept {
  enable_clock(rcc_apb2_enable, syscfg);
  const unsigned shift = line % 4 * 4;
  cortex_m::change_bits(line_source + line / 4 * 4, 0xFu << shift,
                        static_cast<std::uint32_t>(port) << shift);
}

}  // namespace

// The mode too: after reset some pins belong to the debugger, PB3 among them (8.3.1).
void InterruptPin::prepare() noexcept {
  if (is_ready_) return;
  is_ready_ = true;
  gpio::give_clock(port_);
  const std::uintptr_t base = gpio::base_of(port_);
  cortex_m::InterruptMask masked;
  gpio::change_pair(base + gpio::pull, number_, 0b01);
  gpio::change_pair(base + gpio::mode, number_, 0b00);
}

bool InterruptPin::value() noexcept {
  prepare();
  if (is_emulated()) return line_state[number_].emulated_level;
  return (register_at(gpio::base_of(port_) + gpio::input_data) >> number_ & 1) != 0;
}

Error InterruptPin::irq(Edge edges, machine::PinHandler handler, void* argument) noexcept {
  if (!is_pin(port_, number_)) return Error::value("the chip has no such pin");
  Line& line = line_state[number_];
  const std::uint32_t bit = 1u << number_;
  cortex_m::InterruptMask masked;
  if (line.edges != Edge::none && line.port != port_) {
    return Error::os(EBUSY, "a pin of another port has the EXTI line of this number");
  }
  prepare();
  clear_bits(interrupt_mask, bit);
  line.irq = {handler, argument};
  line.port = port_;
  line.edges = edges;
  choose_port(number_, port_);
  is_emulated() ? listen_for_next_emulated_edge(number_) : listen_for(number_, edges);
  register_at(pending) = bit;
  if (edges != Edge::none) set_bits(interrupt_mask, bit);
  cortex_m::enable_irq(number_of(number_));
  return Error::none;
}

}  // namespace uasyncio::stm32

extern "C" {
void exti0_handler() { uasyncio::stm32::serve(1u << 0); }
void exti1_handler() { uasyncio::stm32::serve(1u << 1); }
void exti2_handler() { uasyncio::stm32::serve(1u << 2); }
void exti3_handler() { uasyncio::stm32::serve(1u << 3); }
void exti4_handler() { uasyncio::stm32::serve(1u << 4); }
void exti9_5_handler() { uasyncio::stm32::serve(0x03E0); }
void exti15_10_handler() { uasyncio::stm32::serve(0xFC00); }
}
