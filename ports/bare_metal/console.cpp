// SPDX-License-Identifier: MIT
// Lines from the console's UART. All consoles of a program are one line, so the state is here and
// not in the objects; the flag is a constant at start-up and never destroyed, which keeps programs
// that do not read from paying for it.
#include "ports/bare_metal/console.hpp"

#include "uasyncio/core/fail.hpp"
#include "uasyncio/port/platform.hpp"
#include "uasyncio/threadsafe/thread_safe_flag.hpp"

#include "ports/bare_metal/begun_line.hpp"
#include "ports/bare_metal/console_uart.hpp"

namespace uasyncio::bare_metal {
namespace {

// Never destroyed: a destructor would be registered at start-up by every program.
union Flag {
  constexpr Flag() noexcept : flag() {}
  ~Flag() {}
  ThreadSafeFlag flag;
};
constinit Flag bytes_came;
constinit bool ended = false;
constinit bool after_return = false;  // a \n now belongs to the \r before

using Line = BegunLine<&console_uart::put_back>;

void listen() noexcept {
  console_uart::on_receive([](void*) noexcept { bytes_came.flag.set(); }, nullptr);
}

// True at the end of the line.
bool add(LineEditor& line, char byte) noexcept {
  const bool ends_return = after_return && byte == '\n';
  after_return = byte == '\r';
  if (ends_return) return false;
  switch (byte) {
    case '\r':
    case '\n': return true;
    case '\b':
    case '\x7F': line.erase_last(); return false;
    case end_of_input_character: ended = true; return true;
    default: line.add(byte); return false;
  }
}

}  // namespace

Coro<std::string_view> Console::read_line(std::span<char> buffer) {
  if (Line::is_read) co_await fail(Error::runtime("Console: another task reads already"));
  listen();
  Line line(buffer);
  bool is_whole = ended;
  while (!is_whole) {
    const int byte = console_uart::read_byte();
    if (byte >= 0) {
      is_whole = add(line, static_cast<char>(byte));
    } else {
      co_await bytes_came.flag.wait();
    }
  }
  line.take();
  if (ended && line.empty()) co_await fail(Error::eof);
  co_return line.text();
}

bool Console::was_truncated() noexcept { return Line::was_truncated; }
std::uint32_t Console::overruns() noexcept { return console_uart::overruns(); }

void Console::write(std::string_view text) noexcept {
  platform::console_write(text.data(), text.size());
}

}  // namespace uasyncio::bare_metal
