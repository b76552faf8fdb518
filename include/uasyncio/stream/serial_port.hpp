// SPDX-License-Identifier: MIT
// SerialPort: a serial port of the computer as a device. On the host only.
#pragma once

#include "uasyncio/port/config.hpp"

#if UASYNCIO_HOSTED

#include "uasyncio/core/coro.hpp"
#include "uasyncio/kernel/scheduler.hpp"
#include "uasyncio/machine/uart.hpp"
#include "uasyncio/port/length.hpp"
#include "uasyncio/stream/fd_device.hpp"

#include <memory>

namespace uasyncio {

namespace unix_devices {
struct SystemCalls;  // ports/unix/system_calls.hpp
}

/// "/dev/ttyUSB0" and the like, with the words of a board's UART. Bytes go through as they are. Any
/// baud rate that the hardware can; 5 to 8 bits, every parity, 1 or 2 stop bits; RTS and CTS
/// together or not at all. If it cannot be opened or set up, each read and write fails with that
/// error: OSError, or ValueError. At its end, by `close` or destruction, the line is set up as it
/// was before, and so are RTS and DTR where they were set here. For tasks of one loop.
///
/// What went wrong on the line shows at a read, after what came before it, once, as OSError:
/// EPROTO, a break, or a byte without a stop bit; EBADMSG, a bad byte on a line with parity. The
/// bad byte is dropped, and reading goes on behind it. (A bad byte 0 cannot be told from a break.)
/// That bytes were lost before they could be read is known by `errors` only.
///
/// `StreamWriter::drain` waits until the system has all, `StreamWriter::wait_closed` until all has
/// left its queue. What is still in it when the port is closed otherwise is dropped: nothing waits.
class SerialPort final : public FdDevice, kernel::CallbackTimer {
 public:
  explicit SerialPort(const char* path, const machine::UartConfig& config = {}) noexcept;
  /// The same by other system calls, which must outlive it: for tests.
  SerialPort(const char* path, const machine::UartConfig& config,
             const unix_devices::SystemCalls& calls) noexcept;
  ~SerialPort() { close(); }

  Attempt try_read(std::span<std::byte> room) noexcept override;
  Attempt try_write(std::span<const std::byte> bytes) noexcept override;
  Attempt finish_writing() noexcept override;
  void close() noexcept override;

  /// Sets it up again. ValueError if it cannot be so, and OSError if it has gone; nothing has
  /// changed then. In the loop's thread, as all that follow; suspends only what is awaited.
  Error init(const machine::UartConfig& config) noexcept;
  /// How many bytes have come and were not taken.
  std::size_t any() const noexcept;
  /// Whether the last byte has left the computer's queue.
  bool txdone() const noexcept;
  /// As the driver counts them; if it does not, those that reads were told of.
  machine::UartErrors errors() const noexcept;
  /// How many breaks reads were told of.
  std::uint32_t breaks() const noexcept;

  /// What this end tells the other one; 1 is asserted. False if the port has no such line.
  bool rts(bool level) noexcept;
  bool dtr(bool level) noexcept;
  /// What the other end tells.
  bool cts() const noexcept;
  bool dsr() const noexcept;
  bool dcd() const noexcept;
  bool ri() const noexcept;

  /// Holds the line at a break for so long. Cancelled, or if the port is closed, the break ends at
  /// once. OSError if it has gone or is closed; RuntimeError, and the other one goes on, if a break
  /// is being sent. From a task.
  [[nodiscard("co_await it: without that there is no break")]]
  Coro<> send_break(Milliseconds length = 250);

 private:
  struct Parts;
  struct FreeParts {
    void operator()(Parts* parts) const noexcept;
  };
  class Break;

  struct Opened {
    int descriptor;
    int error;
  };
  static Opened open(const char* path, const unix_devices::SystemCalls& calls) noexcept;
  SerialPort(const Opened& opened, const machine::UartConfig& config,
             const unix_devices::SystemCalls& calls) noexcept;
  int control(unsigned long request, void* argument = nullptr) const noexcept;
  int flush(int queues) const noexcept;
  int lines() const noexcept;
  bool set_line(int line, bool level) noexcept;
  int queued() const noexcept;
  void look_later(int queued) noexcept;
  void stop_looking() noexcept;
  static void on_look(kernel::CallbackTimer* timer) noexcept;

  const unix_devices::SystemCalls& calls_;
  std::unique_ptr<Parts, FreeParts> parts_;  // null if it cannot be used
  Break* break_ = nullptr;                   // the one that is being sent
  kernel::Scheduler* scheduler_ = nullptr;   // while the timer runs
  std::uint32_t baudrate_ = 0;
  bool has_parity_ = false;
  Error error_;
};

}  // namespace uasyncio

#endif
