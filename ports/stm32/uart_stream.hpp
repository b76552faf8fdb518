// SPDX-License-Identifier: MIT
// USART2, USART3, UART4 and USART6 of the STM32F405 as streams. USART1 is the console's.
#pragma once

#include "ports/bare_metal/uart_stream.hpp"

namespace uasyncio::stm32 {

/// The chip keeps one byte while the next one comes: interrupts may be masked for one byte's time
/// without a loss (87 us at 115,200 baud). 8 bits with every parity, 7 with even or odd; 1 or 2
/// stop bits; RTS and CTS on USART2 and USART3.
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
  class Registers;

  void start_sending() noexcept override;
  void on_taken() noexcept override;

  unsigned number_;
  std::uint32_t control_ = 0;  // as set up, without the interrupts
  bool has_rts_ = false;
};

/// The pins to send and to receive: USART2 PA2 and PA3 (the pyboard's X3 and X4), with CTS on PA0
/// and RTS on PA1 (X1 and X2); USART3 PB10 and PB11 (Y9 and Y10), with CTS on PB13 and RTS on PB14
/// (Y6 and Y7); UART4 PA0 and PA1 (X1 and X2); USART6 PC6 and PC7 (Y1 and Y2).
template <std::size_t receive_size = 128, std::size_t send_size = receive_size>
using UART = bare_metal::SizedUart<UartDevice, receive_size, send_size>;

}  // namespace uasyncio::stm32
