// SPDX-License-Identifier: MIT
// The console's UART as a stream. The interrupt stays that of `console_uart`, so that `print` and
// the stream share one queue in order; this takes over only what is received. Bytes that came
// before the stream was made are in the console's ring, and are the first that it gives.
#include "ports/bare_metal/console_stream.hpp"

#include "ports/bare_metal/console_uart.hpp"
#include "ports/bare_metal/interrupts.hpp"

namespace uasyncio::bare_metal {
namespace {

constinit ConsoleDevice* device = nullptr;

/// What came before.
struct Earlier {
  static std::uint32_t receive() noexcept {
    const int byte = console_uart::read_byte();
    return byte < 0 ? received::nothing : static_cast<std::uint32_t>(byte);
  }
  static constexpr bool stops_when_full() noexcept { return false; }
};

struct Line {
  static std::uint32_t receive() noexcept { return uart::receive(); }
  static constexpr bool stops_when_full() noexcept { return false; }
};

template <class Source>
struct Terminal : Source {
  static std::uint32_t receive() noexcept {
    for (;;) {
      const std::uint32_t word = Source::receive();
      if (word == end_of_input_character) return received::end;
      if (word != interrupt_character) return word;
      console_uart::interrupt();
    }
  }
};

}  // namespace

ConsoleDevice::ConsoleDevice(Kind kind, std::span<std::byte> room, std::uint32_t* marks) noexcept
    : UartInput(room, marks), kind_(kind) {
  InterruptMask masked;
  if (kind == Kind::terminal) {
    Terminal<Earlier> earlier;
    receive_from(earlier);
  } else {
    Earlier earlier;
    receive_from(earlier);
  }
  is_running_ = true;
  device = this;
  console_uart::serve_by(&serve);
}

void ConsoleDevice::close() noexcept {
  if (device != this) return;
  console_uart::serve_by(nullptr);
  device = nullptr;
  is_running_ = false;
}

void ConsoleDevice::serve() noexcept {
  if (device->kind_ == Kind::terminal) {
    Terminal<Line> terminal;
    device->receive_from(terminal);
  } else {
    Line line;
    device->receive_from(line);
  }
  if (console_uart::has_room()) device->notify_writable();
}

Attempt ConsoleDevice::try_write(std::span<const std::byte> bytes) noexcept {
  if (!is_running_) return Attempt::failed(Error::value);
  const std::size_t size = console_uart::write_some(bytes);
  return size == 0 ? Attempt::would_block() : Attempt::moved(size);
}

Attempt ConsoleDevice::finish_writing() noexcept {
  return console_uart::has_sent_all() ? Attempt::end() : Attempt::would_block();
}

bool ConsoleDevice::txdone() const noexcept {
  return console_uart::has_sent_all() && uart::is_idle();
}

}  // namespace uasyncio::bare_metal
