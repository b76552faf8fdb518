// UART0 (datasheet, chapter 12 "Universal Asynchronous Receivers/Transmitters", an ARM PL011) on
// PA0 and PA1.
#include "ports/bare_metal/uart.hpp"

#include "ports/cortex_m/registers.hpp"
#include "ports/lm3s/chip.hpp"

namespace uasyncio::bare_metal::uart {
namespace {

using namespace cortex_m;

constexpr std::uintptr_t base = 0x4000'C000;
constexpr std::uintptr_t data = base + 0x00;
constexpr std::uintptr_t flags = base + 0x18;
constexpr std::uintptr_t integer_divisor = base + 0x24;
constexpr std::uintptr_t fractional_divisor = base + 0x28;
constexpr std::uintptr_t line_control = base + 0x2C;
constexpr std::uintptr_t control = base + 0x30;
constexpr std::uintptr_t interrupt_level = base + 0x34;
constexpr std::uintptr_t interrupt_mask = base + 0x38;
constexpr std::uintptr_t interrupt_clear = base + 0x44;

constexpr std::uint32_t overrun = 1u << 11;  // in data
constexpr std::uint32_t busy = 1u << 3;      // in flags
constexpr std::uint32_t receive_empty = 1u << 4;
constexpr std::uint32_t send_full = 1u << 5;
constexpr std::uint32_t eight_bits_fifo = 0x70;
constexpr std::uint32_t send_and_receive = 0x301;
constexpr std::uint32_t received = 1u << 4;  // in the interrupt registers
constexpr std::uint32_t has_room = 1u << 5;
constexpr std::uint32_t receive_timeout = 1u << 6;

// 12.4.1: divisor = clock / (16 * baud rate), with 6 bits of fraction.
constexpr std::uint32_t divisor_64ths = (lm3s::clock_hz * 4 + 115'200 / 2) / 115'200;

void use_pins() noexcept {
  constexpr std::uintptr_t alternate_function = 0x4000'4420;  // GPIO A
  constexpr std::uintptr_t digital_enable = 0x4000'451C;
  constexpr std::uint32_t pins = 0b11;
  lm3s::enable_clock(lm3s::rcgc2, 1u << 0);  // GPIO A
  set_bits(alternate_function, pins);
  set_bits(digital_enable, pins);
}

}  // namespace

void start() noexcept {
  lm3s::enable_clock(lm3s::rcgc1, 1u << 0);  // UART0
  if ((register_at(control) & 1) != 0) return;
  use_pins();
  register_at(integer_divisor) = divisor_64ths / 64;
  register_at(fractional_divisor) = divisor_64ths % 64;
  register_at(line_control) = eight_bits_fifo;
  register_at(interrupt_level) = 0;  // both FIFOs: at 1/8
  register_at(control) = send_and_receive;
}

void enable_interrupts() noexcept {
  register_at(interrupt_mask) = received | receive_timeout;
  enable_irq(lm3s::irq::uart0);
}

bool can_send() noexcept { return (register_at(flags) & send_full) == 0; }
void send(char byte) noexcept { register_at(data) = static_cast<unsigned char>(byte); }
bool is_idle() noexcept { return (register_at(flags) & busy) == 0; }

void acknowledge() noexcept {
  register_at(interrupt_clear) = received | receive_timeout | has_room;
}

void want_room(bool wanted) noexcept {
  register_at(interrupt_mask) = received | receive_timeout | (wanted ? has_room : 0);
}

void interrupt_now() noexcept { pend_irq(lm3s::irq::uart0); }

int receive() noexcept {
  if ((register_at(flags) & receive_empty) != 0) return -1;
  const std::uint32_t byte = register_at(data);
  return static_cast<int>(byte & 0xFF) + ((byte & overrun) != 0 ? lost_some : 0);
}

}  // namespace uasyncio::bare_metal::uart
