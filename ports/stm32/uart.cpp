// USART1 (RM0090, chapter 30 "USART") on PB6 and PB7, the pyboard's X9 and X10.
#include "ports/bare_metal/uart.hpp"

#include "ports/cortex_m/interrupts.hpp"
#include "ports/cortex_m/registers.hpp"
#include "ports/stm32/chip.hpp"
#include "ports/stm32/clock.hpp"

namespace uasyncio::bare_metal::uart {
namespace {

using namespace cortex_m;

constexpr std::uintptr_t base = 0x4001'1000;
constexpr std::uintptr_t status = base + 0x00;
constexpr std::uintptr_t data = base + 0x04;
constexpr std::uintptr_t baud_rate = base + 0x08;
constexpr std::uintptr_t control = base + 0x0C;

constexpr std::uint32_t overrun = 1u << 3;  // in status
constexpr std::uint32_t received = 1u << 5;
constexpr std::uint32_t sent_all = 1u << 6;
constexpr std::uint32_t has_room = 1u << 7;
constexpr std::uint32_t running = 1u << 13 | 1u << 3 | 1u << 2;  // enabled, sends, receives
constexpr std::uint32_t receive_interrupt = 1u << 5;
constexpr std::uint32_t room_interrupt = 1u << 7;

void use_pins() noexcept {
  constexpr std::uintptr_t mode = 0x4002'0400;  // 8.4 "GPIO registers", port B
  constexpr std::uintptr_t pull = 0x4002'040C;
  constexpr std::uintptr_t alternate_functions = 0x4002'0420;
  stm32::enable_clock(stm32::rcc_ahb1_enable, 1u << 1);  // GPIO B
  InterruptMask masked;
  change_bits(alternate_functions, 0xFFu << (6 * 4), 0x77u << (6 * 4));  // AF7 is USART1
  change_bits(pull, 0b1111u << (6 * 2), 0b0101u << (6 * 2));              // up
  change_bits(mode, 0b1111u << (6 * 2), 0b1010u << (6 * 2));              // alternate function
}

}  // namespace

void start() noexcept {
  stm32::enable_clock(stm32::rcc_apb2_enable, 1u << 4);
  if ((register_at(control) & running) == running) return;
  use_pins();
  register_at(baud_rate) = (stm32::clocks().uart1 * 1'000'000 + 115'200 / 2) / 115'200;
  register_at(control) = running;
}

void enable_interrupts() noexcept {
  register_at(control) = running | receive_interrupt;
  enable_irq(stm32::irq::uart1);
}

void acknowledge() noexcept {}  // by reading and writing data

bool can_send() noexcept { return (register_at(status) & has_room) != 0; }
void send(char byte) noexcept { register_at(data) = static_cast<unsigned char>(byte); }
bool is_idle() noexcept { return (register_at(status) & sent_all) != 0; }

void want_room(bool wanted) noexcept {
  register_at(control) = running | receive_interrupt | (wanted ? room_interrupt : 0);
}

void interrupt_now() noexcept { pend_irq(stm32::irq::uart1); }

// An overrun interrupts until status and then data have been read. The byte in data is a good one.
int receive() noexcept {
  const std::uint32_t state = register_at(status);
  if ((state & (received | overrun)) == 0) return -1;
  const std::uint32_t byte = register_at(data) & 0xFF;
  return static_cast<int>(byte) + ((state & overrun) != 0 ? lost_some : 0);
}

}  // namespace uasyncio::bare_metal::uart
