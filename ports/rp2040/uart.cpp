// SPDX-License-Identifier: MIT
// UART0, the console's, on GP0 (sends) and GP1 (receives).
#include "ports/bare_metal/uart.hpp"

#include "ports/cortex_m/pl011.hpp"
#include "ports/rp2040/chip.hpp"
#include "ports/rp2040/clock.hpp"
#include "ports/rp2040/gpio.hpp"

namespace uasyncio::bare_metal::uart {
namespace {

constexpr cortex_m::Pl011 console(0x4003'4000);
constexpr std::uint32_t baudrate = 115'200;

}  // namespace

void start() noexcept {
  rp2040::release(rp2040::reset::uart(0));
  if (console.is_on()) return;
  rp2040::gpio::use(0, rp2040::gpio::Function::uart, rp2040::gpio::Pull::none);
  rp2040::gpio::use(1, rp2040::gpio::Function::uart, rp2040::gpio::Pull::up);
  console.set_up({.baudrate = baudrate},
                 cortex_m::Pl011::divisor_64ths(rp2040::clock_hz(), baudrate));
}

void enable_interrupts() noexcept {
  console.interrupt_for(true, false);
  cortex_m::enable_irq(rp2040::irq::uart(0));
}

bool can_send() noexcept { return console.can_send(); }
void send(char byte) noexcept { console.send(byte); }
bool is_idle() noexcept { return !console.is_busy(); }
void acknowledge() noexcept { console.acknowledge(); }
void want_room(bool wanted) noexcept { console.interrupt_for(true, wanted); }
void interrupt_now() noexcept { cortex_m::pend_irq(rp2040::irq::uart(0)); }
std::uint32_t receive() noexcept { return console.receive(); }

}  // namespace uasyncio::bare_metal::uart
