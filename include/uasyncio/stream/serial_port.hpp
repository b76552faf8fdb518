// SPDX-License-Identifier: MIT
// SerialPort: a serial port of the computer as a device. On the host only.
#pragma once

#include "uasyncio/port/config.hpp"

#if UASYNCIO_HOSTED

#include "uasyncio/core/coro.hpp"
#include "uasyncio/machine/uart.hpp"
#include "uasyncio/port/length.hpp"
#include "uasyncio/stream/fd_device.hpp"

#include <memory>

namespace uasyncio {

/// "/dev/ttyUSB0" and the like, with the words of a board's UART. Bytes go through as they are. Any
/// baud rate that the hardware can; 5 to 8 bits, every parity, 1 or 2 stop bits; RTS and CTS
/// together or not at all. If it cannot be opened or set up, each read and write fails with that
/// error: OSError, or ValueError. At its end, by `close` or destruction, the line is set up as it
/// was before. For tasks of one loop.
class SerialPort final : public FdDevice {
 public:
  explicit SerialPort(const char* path, const machine::UartConfig& config = {}) noexcept
      : SerialPort(open(path), config) {}
  ~SerialPort() { close(); }

  Attempt try_read(std::span<std::byte> room) noexcept override;
  Attempt try_write(std::span<const std::byte> bytes) noexcept override;
  void close() noexcept override;

  /// Sets it up again. ValueError if it cannot be so, and OSError if it has gone; nothing has
  /// changed then. In the loop's thread, as all that follow; suspends only what is awaited.
  Error init(const machine::UartConfig& config) noexcept;
  /// How many bytes have come and were not taken.
  std::size_t any() const noexcept;
  /// Whether the last byte has left the computer's queue.
  bool txdone() const noexcept;
  /// As the driver counts them; none if it does not.
  machine::UartErrors errors() const noexcept;

  /// What this end tells the other one; 1 is asserted. False if the port has no such line.
  bool rts(bool level) noexcept;
  bool dtr(bool level) noexcept;
  /// What the other end tells.
  bool cts() const noexcept;
  bool dsr() const noexcept;
  bool dcd() const noexcept;
  bool ri() const noexcept;

  /// Holds the line at a break for so long. Cancelled, the break ends at once. OSError if it has
  /// gone. From a task.
  [[nodiscard("co_await it: without that there is no break")]]
  Coro<> send_break(Milliseconds length = 250);

 private:
  struct Opened {
    int descriptor;
    int error;
  };
  struct Settings;
  struct FreeSettings {
    void operator()(Settings* settings) const noexcept;
  };

  static Opened open(const char* path) noexcept;
  SerialPort(const Opened& opened, const machine::UartConfig& config) noexcept;
  bool has_line(int line) const noexcept;
  bool set_line(int line, bool level) noexcept;

  std::unique_ptr<Settings, FreeSettings> before_;
  Error error_;
};

}  // namespace uasyncio

#endif
