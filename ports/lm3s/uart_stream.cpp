// UART1 and UART2 of the LM3S as streams. A write pends the interrupt by software, so that the
// first byte goes out by the same code as all others.
#include "ports/lm3s/uart_stream.hpp"

#include "ports/lm3s/gpio.hpp"
#include "ports/lm3s/uart_registers.hpp"

namespace uasyncio::lm3s {
namespace {

using cortex_m::register_at;

constexpr std::uint32_t on_receiving = uart::received | uart::receive_timeout;

struct Line {
  GpioPort port;
  std::uint8_t pins;  // to receive and to send
  cortex_m::Irq irq;
};

constexpr Line line_of(unsigned number) noexcept {
  return number == 1 ? Line{GpioPort::d, 0b1100, irq::uart1}
                     : Line{GpioPort::g, 0b0011, irq::uart2};
}

constinit UartDevice* devices[2] = {};  // UART1 and UART2

class Registers {
 public:
  explicit Registers(unsigned number) noexcept : base_(uart::base_of(number)) {}

  std::uint32_t receive() const noexcept {
    if ((register_at(base_ + uart::flags) & uart::receive_empty) != 0) {
      return bare_metal::received::nothing;
    }
    return register_at(base_ + uart::data);
  }
  bool can_send() const noexcept {
    return (register_at(base_ + uart::flags) & uart::send_full) == 0;
  }
  void send(char byte) const noexcept {
    register_at(base_ + uart::data) = static_cast<unsigned char>(byte);
  }
  void interrupt_for(bool /*bytes*/, bool room) const noexcept {
    register_at(base_ + uart::interrupt_mask) = on_receiving | (room ? uart::has_room : 0);
  }
  static constexpr bool stops_when_full() noexcept { return false; }

 private:
  std::uintptr_t base_;
};

}  // namespace

UartDevice::UartDevice(unsigned number, const machine::UartConfig& config,
                       std::span<std::byte> incoming, std::uint32_t* marks,
                       std::span<std::byte> outgoing) noexcept
    : UartStream(incoming, marks, outgoing), number_(number) {
  (void)init(config);  // what is refused shows at each use
}

Error UartDevice::init(const machine::UartConfig& config) noexcept {
  const std::uint32_t divisor =
      config.baudrate == 0 ? 0 : uart::divisor_64ths(config.baudrate);
  const bool is_possible = (number_ == 1 || number_ == 2) && divisor >= 64 &&
                           divisor < 64 * 65'536 && config.bits >= 5 && config.bits <= 8 &&
                           (config.stop == 1 || config.stop == 2) &&
                           config.flow == machine::Flow::none;
  if (!is_possible) return Error::value("this UART cannot be set up so");
  const std::uintptr_t base = uart::base_of(number_);
  enable_clock(rcgc1, 1u << number_);
  use_pins();
  register_at(base + uart::control) = 0;
  register_at(base + uart::integer_divisor) = divisor / 64;
  register_at(base + uart::fractional_divisor) = divisor % 64;
  register_at(base + uart::line_control) =
      uart::fifo | uart::bits(config.bits) | (config.stop == 2 ? uart::two_stop_bits : 0) |
      (config.parity != machine::Parity::none ? uart::parity_on : 0) |
      (config.parity == machine::Parity::even ? uart::parity_even : 0);
  register_at(base + uart::interrupt_level) = 0;  // both FIFOs: at 1/8
  register_at(base + uart::control) = uart::send_and_receive;
  devices[number_ - 1] = this;
  is_running_ = true;
  register_at(base + uart::interrupt_mask) = on_receiving;
  enable_irq(line_of(number_).irq);
  if (!has_sent_all()) start_sending();
  return Error::none;
}

void UartDevice::use_pins() const noexcept {
  const Line line = line_of(number_);
  gpio::give_clock(line.port);
  cortex_m::InterruptMask masked;
  cortex_m::set_bits(gpio::base_of(line.port) + gpio::alternate_function, line.pins);
  cortex_m::set_bits(gpio::base_of(line.port) + gpio::digital_enable, line.pins);
}

bool UartDevice::txdone() const noexcept {
  return !is_running_ || (has_sent_all() && (register_at(uart::base_of(number_) + uart::flags) &
                                             uart::busy) == 0);
}

void UartDevice::close() noexcept {
  if (!is_running_) return;
  is_running_ = false;
  register_at(uart::base_of(number_) + uart::interrupt_mask) = 0;
  devices[number_ - 1] = nullptr;
}

void UartDevice::start_sending() noexcept { cortex_m::pend_irq(line_of(number_).irq); }

void UartDevice::interrupt() noexcept {
  register_at(uart::base_of(number_) + uart::interrupt_clear) = on_receiving | uart::has_room;
  Registers registers(number_);
  serve(registers);
}

extern "C" void uart1_handler() {
  if (devices[0] != nullptr) devices[0]->interrupt();
}
extern "C" void uart2_handler() {
  if (devices[1] != nullptr) devices[1]->interrupt();
}

}  // namespace uasyncio::lm3s
