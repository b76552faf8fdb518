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

constexpr std::uint8_t received = 1 << 0;  // in interrupt_enable and line_status
constexpr std::uint8_t has_room = 1 << 1;  // in interrupt_enable
constexpr std::uint8_t overrun = 1 << 1;   // in line_status
constexpr std::uint8_t can_take = 1 << 5;  // in line_status: the transmit register is empty
constexpr std::uint8_t all_sent = 1 << 6;
constexpr std::uint8_t eight_bits = 0b11;
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
  set_interrupt(received, true);
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

int receive() noexcept {
  const std::uint8_t status = byte_at(line_status);
  if ((status & received) == 0) return -1;
  return byte_at(data) | ((status & overrun) != 0 ? lost_some : 0);
}

}  // namespace uasyncio::bare_metal::uart
