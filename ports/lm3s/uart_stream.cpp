// SPDX-License-Identifier: MIT
// UART1 and UART2 of the LM3S: where they are. What they do is every PL011's.
#include "ports/lm3s/uart_stream.hpp"

#include "ports/lm3s/gpio.hpp"
#include "ports/lm3s/uart_place.hpp"

namespace uasyncio::lm3s {
namespace {

// `pins` are those to receive and to send.
void use_pins(GpioPort port, std::uint32_t pins) noexcept {
  gpio::give_clock(port);
  cortex_m::InterruptMask masked;
  cortex_m::set_bits(gpio::base_of(port) + gpio::alternate_function, pins);
  cortex_m::set_bits(gpio::base_of(port) + gpio::digital_enable, pins);
}

void prepare_1() noexcept {
  enable_clock(rcgc1, 1u << 1);
  use_pins(GpioPort::d, 0b1100);
}

void prepare_2() noexcept {
  enable_clock(rcgc1, 1u << 2);
  use_pins(GpioPort::g, 0b0011);
}

std::uint32_t their_clock_hz() noexcept { return clock_hz; }

constinit cortex_m::Pl011Line uart1{uart_at(1), irq::uart1, &prepare_1, &their_clock_hz};
constinit cortex_m::Pl011Line uart2{uart_at(2), irq::uart2, &prepare_2, &their_clock_hz};

cortex_m::Pl011Line* line_of(unsigned number) noexcept {
  return number == 1 ? &uart1 : number == 2 ? &uart2 : nullptr;
}

}  // namespace

UartDevice::UartDevice(unsigned number, const machine::UartConfig& config,
                       std::span<std::byte> incoming, std::uint32_t* marks,
                       std::span<std::byte> outgoing) noexcept
    : Pl011Device(line_of(number), config, incoming, marks, outgoing) {}

extern "C" void uart1_handler() { cortex_m::Pl011Device::serve_line(uart1); }
extern "C" void uart2_handler() { cortex_m::Pl011Device::serve_line(uart2); }

}  // namespace uasyncio::lm3s
