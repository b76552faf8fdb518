// UART1 and UART2 of the LM3S6965 as streams. UART0 is the console's.
#pragma once

#include "ports/bare_metal/uart_stream.hpp"

namespace uasyncio::lm3s {

/// The chip has 16 bytes of its own each way: interrupts may be masked for 14 bytes' time without a
/// loss (1.2 ms at 115,200 baud). 5 to 8 bits, every parity, 1 or 2 stop bits, 1 to 781,250 baud,
/// no flow control.
class UartDevice : public bare_metal::UartStream {
 public:
  /// Sets the line up again: ValueError, and nothing has changed, if the chip cannot. What has come
  /// stays.
  Error init(const machine::UartConfig& config) noexcept;
  /// The last bit is out.
  bool txdone() const noexcept;
  /// The UART interrupts no more; the other side does not notice.
  void close() noexcept override;

  void interrupt() noexcept;

 protected:
  UartDevice(unsigned number, const machine::UartConfig& config, std::span<std::byte> incoming,
             std::uint32_t* marks, std::span<std::byte> outgoing) noexcept;
  ~UartDevice() { close(); }

 private:
  void start_sending() noexcept override;
  void use_pins() const noexcept;

  unsigned number_;
};

/// Number 1 is on PD2 and PD3, number 2 on PG0 and PG1.
template <std::size_t receive_size = 128, std::size_t send_size = receive_size>
using UART = bare_metal::SizedUart<UartDevice, receive_size, send_size>;

}  // namespace uasyncio::lm3s
