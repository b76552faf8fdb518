// SPDX-License-Identifier: MIT
// USART1, the console's, on PB6 and PB7, the pyboard's X9 and X10.
#include "ports/bare_metal/uart.hpp"

#include "ports/stm32/clock.hpp"
#include "ports/stm32/usart_registers.hpp"

namespace uasyncio::bare_metal::uart {
namespace {

using namespace cortex_m;
using namespace stm32::usart;

constexpr std::uintptr_t base = 0x4001'1000;

void use_pins() noexcept {
  constexpr std::uintptr_t mode = 0x4002'0400;  // 8.4 "GPIO registers", port B
  constexpr std::uintptr_t pull = 0x4002'040C;
  constexpr std::uintptr_t alternate_functions = 0x4002'0420;
  stm32::enable_clock(stm32::rcc_ahb1_enable, 1u << 1);  // GPIO B
  InterruptMask masked;
  change_bits(alternate_functions, 0xFFu << (6 * 4), 0x77u << (6 * 4));  // AF7 is USART1
  change_bits(pull, 0b1111u << (6 * 2), 0b0101u << (6 * 2));             // up
  change_bits(mode, 0b1111u << (6 * 2), 0b1010u << (6 * 2));             // alternate function
}

}  // namespace

void start() noexcept {
  stm32::enable_clock(stm32::rcc_apb2_enable, 1u << 4);
  if ((register_at(base + control) & running) == running) return;
  use_pins();
  register_at(base + baud_rate) = (stm32::clocks().uart1 * 1'000'000 + 115'200 / 2) / 115'200;
  register_at(base + control) = running;
}

void enable_interrupts() noexcept {
  register_at(base + control) = running | receive_interrupt;
  enable_irq(stm32::irq::uart1);
}

void acknowledge() noexcept {}  // by reading and writing data

bool can_send() noexcept { return (register_at(base + status) & has_room) != 0; }
void send(char byte) noexcept { register_at(base + data) = static_cast<unsigned char>(byte); }
bool is_idle() noexcept { return (register_at(base + status) & sent_all) != 0; }

void want_room(bool wanted) noexcept {
  register_at(base + control) = running | receive_interrupt | (wanted ? room_interrupt : 0);
}

void interrupt_now() noexcept { pend_irq(stm32::irq::uart1); }

std::uint32_t receive() noexcept { return stm32::usart::receive(base); }

}  // namespace uasyncio::bare_metal::uart
