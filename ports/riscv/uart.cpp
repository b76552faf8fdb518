// SPDX-License-Identifier: MIT
// UART0, an NS16550A (National Semiconductor, "NS16550A UART with FIFOs", 8.0 "Registers").
#include "ports/bare_metal/uart.hpp"

#include "ports/riscv/interrupts.hpp"

extern "C" void console_uart_handler();

namespace uasyncio::bare_metal::uart {
namespace {

using riscv::byte_at;

constexpr std::uintptr_t data = riscv::uart0 + 0;
constexpr std::uintptr_t interrupt_enable = riscv::uart0 + 1;
constexpr std::uintptr_t fifo_control = riscv::uart0 + 2;  // written; read: interrupt identity
constexpr std::uintptr_t line_control = riscv::uart0 + 3;
constexpr std::uintptr_t line_status = riscv::uart0 + 5;

constexpr std::uint8_t has_byte = 1 << 0;  // in interrupt_enable and line_status
constexpr std::uint8_t has_room = 1 << 1;  // in interrupt_enable
constexpr std::uint8_t overrun = 1 << 1;   // in line_status
constexpr std::uint8_t wrong_parity = 1 << 2;
constexpr std::uint8_t wrong_framing = 1 << 3;
constexpr std::uint8_t line_break = 1 << 4;
constexpr std::uint8_t can_take = 1 << 5;  // in line_status: the transmit register is empty
constexpr std::uint8_t all_sent = 1 << 6;
constexpr std::uint8_t eight_bits = 0b11;  // in line_control
constexpr std::uint8_t two_stop_bits = 1 << 2;
constexpr std::uint8_t parity_on = 1 << 3;
constexpr std::uint8_t parity_even = 1 << 4;
constexpr std::uint8_t divisor_access = 1 << 7;  // data and interrupt_enable are the divisor
constexpr std::uint8_t fifo_on = 1 << 0;

constinit bool is_started = false;

void set_interrupt(std::uint8_t bits, bool is_on) noexcept {
  const std::uint8_t before = byte_at(interrupt_enable);
  byte_at(interrupt_enable) =
      static_cast<std::uint8_t>(is_on ? before | bits : before & ~unsigned{bits});
}

}  // namespace

void start() noexcept {
  if (is_started) return;
  is_started = true;
  byte_at(line_control) = eight_bits;
  byte_at(fifo_control) = fifo_on;
}

void enable_interrupts() noexcept {
  riscv::enable_irq(riscv::plic::uart0, &console_uart_handler);
  set_interrupt(has_byte, true);
}

// Reading the identity takes the request for room back.
void acknowledge() noexcept {
  [[maybe_unused]] const std::uint8_t identity = byte_at(fifo_control);
}

bool can_send() noexcept { return (byte_at(line_status) & can_take) != 0; }
void send(char byte) noexcept { byte_at(data) = static_cast<std::uint8_t>(byte); }
bool is_idle() noexcept { return (byte_at(line_status) & all_sent) != 0; }

void want_room(bool wanted) noexcept { set_interrupt(has_room, wanted); }
// It interrupts at once where there is room already.
void interrupt_now() noexcept {
  const InterruptMask masked;
  want_room(true);
}

Error configure(const machine::UartConfig& config) noexcept {
  constexpr std::uint32_t clock_hz = 3'686'400;
  const std::uint32_t divisor = config.baudrate == 0 ? 0 : clock_hz / 16 / config.baudrate;
  const bool is_possible = divisor >= 1 && divisor <= 0xFFFF && config.bits >= 5 &&
                           config.bits <= 8 && (config.stop == 1 || config.stop == 2) &&
                           config.flow == machine::Flow::none;
  if (!is_possible) return Error::value("this UART cannot be set up so");
  start();
  const auto control =
      static_cast<std::uint8_t>((config.bits - 5) | (config.stop == 2 ? two_stop_bits : 0) |
                                (config.parity != machine::Parity::none ? parity_on : 0) |
                                (config.parity == machine::Parity::even ? parity_even : 0));
  const InterruptMask masked;
  byte_at(line_control) = control | divisor_access;
  byte_at(data) = static_cast<std::uint8_t>(divisor);
  byte_at(interrupt_enable) = static_cast<std::uint8_t>(divisor >> 8);
  byte_at(line_control) = control;
  return Error::none;
}

// Which of the 16 bytes that the chip keeps was the last one before a loss it does not say.
std::uint32_t receive() noexcept {
  const std::uint8_t status = byte_at(line_status);
  if ((status & has_byte) == 0) return received::nothing;
  return byte_at(data) | ((status & overrun) != 0 ? received::lost_after : 0) |
         ((status & wrong_parity) != 0 ? received::parity : 0) |
         ((status & wrong_framing) != 0 ? received::framing : 0) |
         ((status & line_break) != 0 ? received::line_break : 0);
}

}  // namespace uasyncio::bare_metal::uart
