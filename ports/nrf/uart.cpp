// SPDX-License-Identifier: MIT
// UART0 (reference manual, chapter 29 "UART") on the micro:bit's USB serial pins.
#include "ports/bare_metal/uart.hpp"

#include "ports/cortex_m/registers.hpp"
#include "ports/nrf/chip.hpp"
#include "ports/nrf/gpio.hpp"

namespace uasyncio::bare_metal::uart {
namespace {

using namespace cortex_m;

constexpr std::uintptr_t base = 0x4000'2000;
constexpr std::uintptr_t start_receiving = base + 0x000;
constexpr std::uintptr_t start_sending = base + 0x008;
constexpr std::uintptr_t byte_received = base + 0x108;
constexpr std::uintptr_t byte_sent = base + 0x11C;
constexpr std::uintptr_t enable_interrupt = base + 0x304;
constexpr std::uintptr_t disable_interrupt = base + 0x308;
constexpr std::uintptr_t error_source = base + 0x480;
constexpr std::uintptr_t enable = base + 0x500;
constexpr std::uintptr_t pin_sending = base + 0x50C;
constexpr std::uintptr_t pin_receiving = base + 0x514;
constexpr std::uintptr_t received_data = base + 0x518;
constexpr std::uintptr_t sent_data = base + 0x51C;
constexpr std::uintptr_t baud_rate = base + 0x524;
constexpr std::uintptr_t configuration = base + 0x56C;

constexpr std::uint32_t enabled = 4;
constexpr std::uint32_t even_parity = 0b111u << 1;
constexpr std::uint32_t received_interrupt = 1u << 2;
constexpr std::uint32_t sent_interrupt = 1u << 7;

// The UART says when a byte is out, not whether there is room: `byte_sent` stays set in between,
// so that it is also the answer to "may I?". Before the first byte nothing has set it.
constinit bool is_sending = false;

void use_pins() noexcept {
  constexpr std::uint32_t sending = 24;  // micro:bit v1.5 schematic: TGT_TX, TGT_RX
  constexpr std::uint32_t receiving = 25;
  register_at(nrf::gpio::output_set) = 1u << sending;  // high when idle
  nrf::gpio::use_as_output(sending);
  nrf::gpio::use_as_input(receiving);
  register_at(pin_sending) = sending;
  register_at(pin_receiving) = receiving;
}

// 29.10 "BAUDRATE": in 2^32nds of the clock of 16 MHz, rounded as in its table.
constexpr std::uint32_t rate_of(std::uint32_t baudrate) noexcept {
  const std::uint64_t rate = (std::uint64_t{baudrate} << 32) / 16'000'000;
  return static_cast<std::uint32_t>(rate + 0x800) & 0xFFFF'F000;
}
static_assert(rate_of(115'200) == 0x01D7'E000 && rate_of(9'600) == 0x0027'5000);

// ERRORSRC: overrun, parity, framing, break.
constexpr std::uint32_t from_errors(std::uint32_t errors) noexcept {
  return ((errors & 1) != 0 ? received::lost_before : 0) |
         ((errors & 2) != 0 ? received::parity : 0) | ((errors & 4) != 0 ? received::framing : 0) |
         ((errors & 8) != 0 ? received::line_break : 0);
}

}  // namespace

void start() noexcept {
  if (register_at(enable) == enabled) return;
  if constexpr (UASYNCIO_NRF_RTC != 0) nrf::start_crystal();  // the baud rate is made of its clock
  use_pins();
  register_at(baud_rate) = rate_of(115'200);
  register_at(enable) = enabled;
  register_at(start_sending) = 1;
  register_at(start_receiving) = 1;
}

void enable_interrupts() noexcept {
  register_at(enable_interrupt) = received_interrupt;
  enable_irq(nrf::irq::uart0);
}

void acknowledge() noexcept {}  // each event where it is looked at

bool can_send() noexcept { return !is_sending || register_at(byte_sent) != 0; }

void send(char byte) noexcept {
  register_at(byte_sent) = 0;
  is_sending = true;
  register_at(sent_data) = static_cast<unsigned char>(byte);
}

bool is_idle() noexcept { return can_send(); }

// With nothing to send, `byte_sent` is set and must not interrupt.
void want_room(bool wanted) noexcept {
  register_at(wanted ? enable_interrupt : disable_interrupt) = sent_interrupt;
}

Error configure(const machine::UartConfig& config) noexcept {
  const bool is_possible = config.baudrate >= 1'200 && config.baudrate <= 1'000'000 &&
                           config.bits == 8 && config.parity != machine::Parity::odd &&
                           config.stop == 1 && config.flow == machine::Flow::none;
  if (!is_possible) return Error::value("this UART cannot be set up so");
  start();
  register_at(baud_rate) = rate_of(config.baudrate);
  register_at(configuration) = config.parity == machine::Parity::even ? even_parity : 0;
  return Error::none;
}

void interrupt_now() noexcept { pend_irq(nrf::irq::uart0); }

// The event is cleared before the byte is taken: taking it may bring the next one from the FIFO.
std::uint32_t receive() noexcept {
  if (register_at(byte_received) == 0) return received::nothing;
  register_at(byte_received) = 0;
  const std::uint32_t byte = register_at(received_data) & 0xFF;
  const std::uint32_t errors = register_at(error_source);
  if (errors == 0) return byte;
  register_at(error_source) = errors;
  return byte | from_errors(errors);
}

}  // namespace uasyncio::bare_metal::uart
