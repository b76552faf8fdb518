// UART0, the console's, on PA0 and PA1.
#include "ports/bare_metal/uart.hpp"

#include "ports/lm3s/uart_registers.hpp"

namespace uasyncio::bare_metal::uart {
namespace {

using namespace lm3s::uart;

constexpr std::uint32_t on_receiving = lm3s::uart::received | receive_timeout;
constexpr std::uint32_t divisor = divisor_64ths(115'200);

decltype(auto) register_of(std::uintptr_t offset) noexcept {
  return cortex_m::register_at(base_of(0) + offset);
}

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
  if ((register_of(control) & 1) != 0) return;
  use_pins();
  register_of(integer_divisor) = divisor / 64;
  register_of(fractional_divisor) = divisor % 64;
  register_of(line_control) = fifo | bits(8);
  register_of(interrupt_level) = 0;  // both FIFOs: at 1/8
  register_of(control) = send_and_receive;
}

void enable_interrupts() noexcept {
  register_of(interrupt_mask) = on_receiving;
  cortex_m::enable_irq(lm3s::irq::uart0);
}

bool can_send() noexcept { return (register_of(flags) & send_full) == 0; }
void send(char byte) noexcept { register_of(data) = static_cast<unsigned char>(byte); }
bool is_idle() noexcept { return (register_of(flags) & busy) == 0; }

void acknowledge() noexcept { register_of(interrupt_clear) = on_receiving | has_room; }

void want_room(bool wanted) noexcept {
  register_of(interrupt_mask) = on_receiving | (wanted ? has_room : 0);
}

void interrupt_now() noexcept { cortex_m::pend_irq(lm3s::irq::uart0); }

std::uint32_t receive() noexcept {
  if ((register_of(flags) & receive_empty) != 0) return received::nothing;
  return register_of(data);
}

}  // namespace uasyncio::bare_metal::uart
