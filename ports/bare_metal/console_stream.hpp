// SPDX-License-Identifier: MIT
// ConsoleStream: the board's console as a stream, standard input and output.
#pragma once

#include "ports/bare_metal/uart.hpp"
#include "ports/bare_metal/uart_stream.hpp"

namespace uasyncio::bare_metal {

/// What is read comes from now on to this device, beginning with what has come already;
/// `Console::read_line` gets nothing. What is written joins the queue of `print`, 127 bytes, so
/// that the order stays. One object at a time. What it has and nobody has read goes with it.
class ConsoleDevice : public UartInput {
 public:
  Attempt try_write(std::span<const std::byte> bytes) noexcept override;
  Attempt finish_writing() noexcept override;
  /// What comes is `Console::read_line`'s again.
  void close() noexcept override;
  /// The last bit is out.
  bool txdone() const noexcept;

 protected:
  /// A terminal: Ctrl-C and Ctrl-D are what they are on a console. A line: bytes as all others.
  enum class Kind : std::uint8_t { terminal, line };
  ConsoleDevice(Kind kind, std::span<std::byte> room, std::uint32_t* marks) noexcept;
  ~ConsoleDevice() { close(); }

 private:
  static void serve() noexcept;

  Kind kind_;
};

/// Ctrl-C interrupts the program, and Ctrl-D ends the input, as with `Console`.
template <std::size_t receive_size = 128>
class ConsoleStream final : UartMemory<receive_size, 2>, public ConsoleDevice {
 public:
  ConsoleStream() noexcept : ConsoleDevice(Kind::terminal, this->incoming, this->marks) {}
};

/// On a board whose only UART is the console's: that one as a line, on which every byte is data.
/// The send ring is the console's, whatever its size.
template <std::size_t receive_size = 128, std::size_t send_size = receive_size>
class ConsoleUART final : UartMemory<receive_size, 2>, public ConsoleDevice {
 public:
  /// If the chip cannot do what is asked for, every use fails with ValueError.
  explicit ConsoleUART(const machine::UartConfig& config = {}) noexcept
      : ConsoleDevice(Kind::line, this->incoming, this->marks) {
    is_running_ = !init(config);
  }
  /// Sets the line up again: ValueError, and nothing has changed, if the chip cannot.
  Error init(const machine::UartConfig& config) noexcept {
    const Error error = uart::configure(config);
    if (!error) is_running_ = true;
    return error;
  }
};

}  // namespace uasyncio::bare_metal
