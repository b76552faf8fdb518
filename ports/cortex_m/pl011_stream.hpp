// SPDX-License-Identifier: MIT
// A PL011 as a stream.
#pragma once

#include "ports/bare_metal/uart_stream.hpp"
#include "ports/cortex_m/interrupts.hpp"
#include "ports/cortex_m/pl011.hpp"

namespace uasyncio::cortex_m {

class Pl011Device;

/// One UART of a chip. `prepare` gives it its clock and its pins.
struct Pl011Line {
  Pl011 registers;
  Irq irq;
  void (*prepare)() noexcept;
  std::uint32_t (*clock_hz)() noexcept;
  Pl011Device* device = nullptr;  // the one that has it
};

/// The chip has 16 bytes of its own each way, or 32: interrupts may be masked for 14 bytes' time
/// without a loss (1.2 ms at 115,200 baud). 5 to 8 bits, every parity, 1 or 2 stop bits, a baud
/// rate of at most a sixteenth of its clock, no flow control.
class Pl011Device : public bare_metal::UartStream {
 public:
  /// Sets the line up again: ValueError, and nothing has changed, if the chip cannot. What has come
  /// stays.
  Error init(const machine::UartConfig& config) noexcept;
  /// The last bit is out.
  bool txdone() const noexcept;
  /// The UART interrupts no more; the other side does not notice.
  void close() noexcept override;

  /// The interrupt of this line.
  static void serve_line(Pl011Line& line) noexcept;

 protected:
  /// A null line is one that the chip does not have: every use fails with ValueError.
  Pl011Device(Pl011Line* line, const machine::UartConfig& config, std::span<std::byte> incoming,
              std::uint32_t* marks, std::span<std::byte> outgoing) noexcept;
  ~Pl011Device() { close(); }

 private:
  void start_sending() noexcept override;

  Pl011Line* line_;
};

}  // namespace uasyncio::cortex_m
