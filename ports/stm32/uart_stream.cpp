// SPDX-License-Identifier: MIT
// USART2, USART3, UART4 and UART6 of the STM32F4 as streams. With RTS a full ring leaves the last
// byte in the chip, whose hardware then holds the other side up; a reader that made room has the
// interrupt pended, to go on.
#include "ports/stm32/uart_stream.hpp"

#include "ports/stm32/clock.hpp"
#include "ports/stm32/gpio.hpp"
#include "ports/stm32/usart_registers.hpp"

namespace uasyncio::stm32 {
namespace {

using cortex_m::register_at;
using machine::Flow;
using machine::Parity;

struct Wire {
  GpioPort port;
  std::uint8_t number;
};

/// Chapters 6 "RCC" and 8 "GPIO", and the datasheet's table 9 "Alternate function mapping".
struct Line {
  std::uint8_t number;
  cortex_m::Irq irq;
  std::uint8_t clock_bit;
  bool is_on_apb2;
  std::uint8_t alternate_function;
  bool has_flow;
  std::uintptr_t base;
  Wire sends, receives, cts, rts;
};

constexpr Line lines[] = {
    // clang-format off
    {2, irq::uart2, 17, false, 7, true, 0x4000'4400, {GpioPort::a, 2}, {GpioPort::a, 3},
     {GpioPort::a, 0}, {GpioPort::a, 1}},
    {3, irq::uart3, 18, false, 7, true, 0x4000'4800, {GpioPort::b, 10}, {GpioPort::b, 11},
     {GpioPort::b, 13}, {GpioPort::b, 14}},
    // clang-format on
    {4, irq::uart4, 19, false, 8, false, 0x4000'4C00, {GpioPort::a, 0}, {GpioPort::a, 1}, {}, {}},
    {6, irq::uart6, 5, true, 8, false, 0x4001'1400, {GpioPort::c, 6}, {GpioPort::c, 7}, {}, {}},
};
constexpr unsigned no_line = std::size(lines);

constexpr unsigned index_of(unsigned number) noexcept {
  unsigned index = 0;
  while (index != no_line && lines[index].number != number) ++index;
  return index;
}

constinit UartDevice* devices[no_line] = {};

void interrupt(unsigned index) noexcept {
  if (devices[index] != nullptr) devices[index]->interrupt();
}

/// 7.2: APB2 runs at the console's clock; the timers' clock is twice that of APB1, or the same if
/// nothing is divided.
std::uint32_t clock_hz(const Line& line) noexcept {
  if (line.is_on_apb2) return clocks().uart1 * 1'000'000;
  const bool is_divided = clocks().timers != clocks().processor;
  return clocks().timers * (is_divided ? 500'000 : 1'000'000);
}

void use_pin(Wire wire, std::uint8_t function) noexcept {
  constexpr std::uintptr_t alternate_functions = 0x20;
  gpio::give_clock(wire.port);
  const std::uintptr_t base = gpio::base_of(wire.port);
  const unsigned shift = wire.number % 8 * 4;
  cortex_m::InterruptMask masked;
  cortex_m::change_bits(base + alternate_functions + wire.number / 8 * 4, 0xFu << shift,
                        std::uint32_t{function} << shift);
  gpio::change_pair(base + gpio::pull, wire.number, 0b01);  // up
  gpio::change_pair(base + gpio::mode, wire.number, 0b10);  // alternate function
}

/// The bits of the control register; 0 if there are none for it.
std::uint32_t control_for(const machine::UartConfig& config) noexcept {
  const bool has_parity = config.parity != Parity::none;
  const bool is_possible = config.bits == 8 || (config.bits == 7 && has_parity);
  if (!is_possible) return 0;
  return usart::running | (has_parity ? usart::parity_on : 0) |
         (config.parity == Parity::odd ? usart::parity_odd : 0) |
         (config.bits == 8 && has_parity ? usart::nine_bits : 0);
}

}  // namespace

class UartDevice::Registers {
 public:
  explicit Registers(const UartDevice& device) noexcept
      : base_(lines[device.number_].base),
        control_(device.control_),
        has_rts_(device.has_rts_),
        seven_bits_((control_ & (usart::parity_on | usart::nine_bits)) == usart::parity_on) {}

  /// Of a byte of 7 bits the chip gives the parity, too.
  std::uint32_t receive() const noexcept {
    const std::uint32_t word = usart::receive(base_);
    return seven_bits_ && word != bare_metal::received::nothing ? word & ~0x80u : word;
  }
  bool can_send() const noexcept {
    return (register_at(base_ + usart::status) & usart::has_room) != 0;
  }
  void send(char byte) const noexcept {
    register_at(base_ + usart::data) = static_cast<unsigned char>(byte);
  }
  /// While the ring is full the last byte stays in the chip, which then makes RTS say no.
  void interrupt_for(bool bytes, bool room) const noexcept {
    register_at(base_ + usart::control) =
        control_ | (bytes ? usart::receive_interrupt : 0) | (room ? usart::room_interrupt : 0);
  }
  bool stops_when_full() const noexcept { return has_rts_; }

 private:
  std::uintptr_t base_;
  std::uint32_t control_;
  bool has_rts_;
  bool seven_bits_;
};

UartDevice::UartDevice(unsigned number, const machine::UartConfig& config,
                       std::span<std::byte> incoming, std::uint32_t* marks,
                       std::span<std::byte> outgoing) noexcept
    : UartStream(incoming, marks, outgoing), number_(index_of(number)) {
  (void)init(config);  // what is refused shows at each use
}

Error UartDevice::init(const machine::UartConfig& config) noexcept {
  const Error impossible = Error::value("this UART cannot be set up so");
  if (number_ == no_line || config.baudrate == 0 || config.stop < 1 || config.stop > 2) {
    return impossible;
  }
  const Line& line = lines[number_];
  const std::uint32_t divisor = (clock_hz(line) + config.baudrate / 2) / config.baudrate;
  const std::uint32_t control = control_for(config);
  const bool has_rts = config.flow == Flow::rts || config.flow == Flow::rts_cts;
  const bool has_cts = config.flow == Flow::cts || config.flow == Flow::rts_cts;
  const bool has_flow = has_rts || has_cts;
  if (control == 0 || divisor < 16 || divisor > 0xFFFF || (has_flow && !line.has_flow)) {
    return impossible;
  }
  enable_clock(line.is_on_apb2 ? rcc_apb2_enable : rcc_apb1_enable, 1u << line.clock_bit);
  use_pin(line.sends, line.alternate_function);
  use_pin(line.receives, line.alternate_function);
  if (has_rts) use_pin(line.rts, line.alternate_function);
  if (has_cts) use_pin(line.cts, line.alternate_function);
  register_at(line.base + usart::control) = 0;
  register_at(line.base + usart::baud_rate) = divisor;
  register_at(line.base + usart::control2) = config.stop == 2 ? usart::two_stop_bits : 0;
  register_at(line.base + usart::control3) =
      (has_rts ? usart::rts : 0) | (has_cts ? usart::cts : 0);
  control_ = control;
  has_rts_ = has_rts;
  devices[number_] = this;
  is_running_ = true;
  register_at(line.base + usart::control) = control_ | usart::receive_interrupt;
  enable_irq(line.irq);
  if (!has_sent_all()) start_sending();
  return Error::none;
}

bool UartDevice::txdone() const noexcept {
  return !is_running_ || (has_sent_all() && (register_at(lines[number_].base + usart::status) &
                                             usart::sent_all) != 0);
}

void UartDevice::close() noexcept {
  if (!is_running_) return;
  is_running_ = false;
  register_at(lines[number_].base + usart::control) = control_;
  devices[number_] = nullptr;
}

void UartDevice::start_sending() noexcept { cortex_m::pend_irq(lines[number_].irq); }

/// There is room again: what waits in the chip is taken.
void UartDevice::on_taken() noexcept {
  if (has_rts_) cortex_m::pend_irq(lines[number_].irq);
}

void UartDevice::interrupt() noexcept {
  Registers registers(*this);
  serve(registers);
}

extern "C" void uart2_handler() { interrupt(0); }
extern "C" void uart3_handler() { interrupt(1); }
extern "C" void uart4_handler() { interrupt(2); }
extern "C" void uart6_handler() { interrupt(3); }

}  // namespace uasyncio::stm32
