// SPDX-License-Identifier: MIT
// UART0, the console's, on PA0 and PA1.
#include "ports/bare_metal/uart.hpp"

#include "ports/lm3s/uart_place.hpp"

namespace uasyncio::bare_metal::uart {
namespace {

constexpr cortex_m::Pl011 console = lm3s::uart_at(0);
constexpr std::uint32_t baudrate = 115'200;

void use_pins() noexcept {
  constexpr std::uintptr_t alternate_function = 0x4000'4420;  // GPIO A
  constexpr std::uintptr_t digital_enable = 0x4000'451C;
  constexpr std::uint32_t pins = 0b11;
  lm3s::enable_clock(lm3s::rcgc2, 1u << 0);  // GPIO A
  cortex_m::set_bits(alternate_function, pins);
  cortex_m::set_bits(digital_enable, pins);
}

}  // namespace

void start() noexcept {
  lm3s::enable_clock(lm3s::rcgc1, 1u << 0);  // UART0
  if (console.is_on()) return;
  use_pins();
  console.set_up({.baudrate = baudrate}, cortex_m::Pl011::divisor_64ths(lm3s::clock_hz, baudrate));
}

void enable_interrupts() noexcept {
  console.interrupt_for(true, false);
  cortex_m::enable_irq(lm3s::irq::uart0);
}

bool can_send() noexcept { return console.can_send(); }
void send(char byte) noexcept { console.send(byte); }
bool is_idle() noexcept { return !console.is_busy(); }
void acknowledge() noexcept { console.acknowledge(); }
void want_room(bool wanted) noexcept { console.interrupt_for(true, wanted); }
void interrupt_now() noexcept { cortex_m::pend_irq(lm3s::irq::uart0); }
std::uint32_t receive() noexcept { return console.receive(); }

}  // namespace uasyncio::bare_metal::uart
