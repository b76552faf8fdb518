// SPDX-License-Identifier: MIT
// UART1 of the RP2040: where it is. What it does is every PL011's.
#include "ports/rp2040/uart_stream.hpp"

#include "ports/rp2040/clock.hpp"
#include "ports/rp2040/gpio.hpp"

namespace uasyncio::rp2040 {
namespace {

void prepare() noexcept {
  release(reset::uart(1));
  gpio::use(8, gpio::Function::uart, gpio::Pull::none);
  gpio::use(9, gpio::Function::uart, gpio::Pull::up);
}

constinit cortex_m::Pl011Line uart1{cortex_m::Pl011(0x4003'8000), irq::uart(1), &prepare,
                                    &clock_hz};

}  // namespace

UartDevice::UartDevice(unsigned number, const machine::UartConfig& config,
                       std::span<std::byte> incoming, std::uint32_t* marks,
                       std::span<std::byte> outgoing) noexcept
    : Pl011Device(number == 1 ? &uart1 : nullptr, config, incoming, marks, outgoing) {}

extern "C" void uart1_handler() { cortex_m::Pl011Device::serve_line(uart1); }

}  // namespace uasyncio::rp2040
