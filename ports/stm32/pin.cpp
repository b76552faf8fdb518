#include "ports/stm32/pin.hpp"

#include "ports/cortex_m/interrupts.hpp"
#include "ports/cortex_m/pin_irq.hpp"
#include "ports/stm32/chip.hpp"

namespace uasyncio::stm32 {
namespace {

using cortex_m::clear_bits;
using cortex_m::register_at;
using cortex_m::set_bits;
using machine::Edge;

// 8.4 "GPIO registers": offsets from the port's base.
constexpr std::uintptr_t mode = 0x00;  // two bits per pin, 01 is output
constexpr std::uintptr_t pull = 0x0C;  // two bits per pin, 01 is up
constexpr std::uintptr_t input_data = 0x10;
constexpr std::uintptr_t set_reset = 0x18;  // upper half resets

// 12.3 "EXTI registers", one bit per line; 9.2 "SYSCFG registers", which port a line listens to.
constexpr std::uintptr_t interrupt_mask = 0x4001'3C00;
constexpr std::uintptr_t rising_trigger = 0x4001'3C08;
constexpr std::uintptr_t falling_trigger = 0x4001'3C0C;
constexpr std::uintptr_t pending = 0x4001'3C14;
constexpr std::uintptr_t line_source = 0x4001'3808;  // four bits per line

constexpr unsigned lines = 5;

struct Line {
  cortex_m::PinIrq irq;
  Edge edges = Edge::none;
  bool emulated_level = true;
};
constinit Line line_state[lines];

std::uintptr_t base_of(GpioPort port) noexcept {
  return 0x4002'0000 + 0x400 * static_cast<std::uintptr_t>(port);
}

void give_clock(GpioPort port) noexcept {
  set_bits(rcc_ahb1_enable, 1u << static_cast<unsigned>(port));
}

void listen_for(unsigned number, Edge edges) noexcept {
  const std::uint32_t bit = 1u << number;
  includes(edges, Edge::rising) ? set_bits(rising_trigger, bit) : clear_bits(rising_trigger, bit);
  includes(edges, Edge::falling) ? set_bits(falling_trigger, bit)
                                 : clear_bits(falling_trigger, bit);
}

// In QEMU the level follows from which edge came, so there is always just one that we listen for.
void listen_for_next_emulated_edge(unsigned number) noexcept {
  listen_for(number, line_state[number].emulated_level ? Edge::falling : Edge::rising);
}

// QEMU also interrupts for edges that nobody listens for: pending tells.
void serve(unsigned number) {
  const std::uint32_t bit = 1u << number;
  if ((register_at(pending) & bit) == 0) return;
  register_at(pending) = bit;
  Line& line = line_state[number];
  Edge edge = line.edges;
  if (is_emulated()) {
    edge = line.emulated_level ? Edge::falling : Edge::rising;
    line.emulated_level = !line.emulated_level;
    listen_for_next_emulated_edge(number);
  }
  if (includes(line.edges, edge)) line.irq.call();
}

}  // namespace

void OutputPin::value(bool is_on) noexcept {
  if (!is_ready_) {
    is_ready_ = true;
    give_clock(port_);
    clear_bits(base_of(port_) + mode, 0b11u << (number_ * 2));
    set_bits(base_of(port_) + mode, 0b01u << (number_ * 2));
  }
  is_on_ = is_on;
  register_at(base_of(port_) + set_reset) = 1u << (is_on ? number_ : number_ + 16);
}

void InterruptPin::prepare() noexcept {
  if (is_ready_) return;
  is_ready_ = true;
  give_clock(port_);
  set_bits(base_of(port_) + pull, 0b01u << (number_ * 2));
}

bool InterruptPin::value() noexcept {
  prepare();
  if (is_emulated()) return line_state[number_].emulated_level;
  return (register_at(base_of(port_) + input_data) >> number_ & 1) != 0;
}

void InterruptPin::irq(Edge edges, machine::PinHandler handler, void* argument) noexcept {
  prepare();
  const std::uint32_t bit = 1u << number_;
  clear_bits(interrupt_mask, bit);
  line_state[number_].irq.set(handler, argument);
  line_state[number_].edges = edges;
  set_bits(rcc_apb2_enable, 1u << 14);  // SYSCFG
  const std::uintptr_t source = line_source + number_ / 4 * 4;
  clear_bits(source, 0xFu << (number_ % 4 * 4));
  set_bits(source, static_cast<std::uint32_t>(port_) << (number_ % 4 * 4));
  is_emulated() ? listen_for_next_emulated_edge(number_) : listen_for(number_, edges);
  register_at(pending) = bit;
  if (edges != Edge::none) set_bits(interrupt_mask, bit);
  constexpr unsigned irq_of_line_0 = 6;
  cortex_m::enable_irq(cortex_m::Irq(irq_of_line_0 + number_));
}

}  // namespace uasyncio::stm32

extern "C" {
void exti0_handler() { uasyncio::stm32::serve(0); }
void exti1_handler() { uasyncio::stm32::serve(1); }
void exti2_handler() { uasyncio::stm32::serve(2); }
void exti3_handler() { uasyncio::stm32::serve(3); }
void exti4_handler() { uasyncio::stm32::serve(4); }
}
