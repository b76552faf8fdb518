// SPDX-License-Identifier: MIT
// A terminal for a serial port: what you type goes out, what comes is shown. Ctrl-] ends it.
//   ./run examples/serial_terminal.cpp -- /dev/ttyUSB0 115200
// Without a port it talks to an echo of its own, over a pseudo-terminal.
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <termios.h>
#include <uasyncio.hpp>
#include <uasyncio/stream/pipe.hpp>
#include <uasyncio/stream/serial_port.hpp>

namespace asyncio = uasyncio;

namespace {

/// While it lives the keyboard gives each key as it is pressed; then it is as before.
class RawKeyboard {
 public:
  RawKeyboard() noexcept : is_terminal_(tcgetattr(0, &before_) == 0) {
    termios raw = before_;
    cfmakeraw(&raw);
    raw.c_oflag = before_.c_oflag;
    if (is_terminal_) tcsetattr(0, TCSANOW, &raw);
  }
  ~RawKeyboard() {
    if (is_terminal_) tcsetattr(0, TCSANOW, &before_);
  }
  RawKeyboard(const RawKeyboard&) = delete;
  RawKeyboard& operator=(const RawKeyboard&) = delete;

 private:
  termios before_{};
  bool is_terminal_;
};

// [copy]
/// Everything until the end, or until the key that ends it.
asyncio::Coro<> copy(asyncio::Device& from, asyncio::StreamWriter& to,
                     std::optional<char> last = std::nullopt) {
  asyncio::BufferedReader<256> reader(from);
  for (;;) {
    const std::string_view text = co_await reader.read();
    const std::size_t end = last ? text.find(*last) : text.npos;
    co_await to.awrite(text.substr(0, end));
    if (text.empty() || end != text.npos) co_return;
  }
}
// [/copy]

// [show]
/// Everything that comes; a break or a bad byte in its place.
asyncio::Coro<> show(asyncio::SerialPort& port, asyncio::StreamWriter& screen) {
  for (;;) {
    auto end = co_await asyncio::as_result(copy(port, screen));
    if (end.error() != asyncio::Error::os(EPROTO))
      co_return co_await asyncio::pass_on(std::move(end));
    co_await screen.awrite("[break]");
  }
}
// [/show]

asyncio::Coro<> echo(asyncio::Pty& line) {
  asyncio::BufferedWriter<256> writer(line);
  co_await copy(line, writer);
}

asyncio::Coro<> type(asyncio::Device& keys, asyncio::StreamWriter& to_port) {
  constexpr char control_bracket = 0x1d;
  co_await copy(keys, to_port, control_bracket);
  co_await to_port.drain();
  co_await asyncio::sleep_ms(50);  // for what is still to come
}

// [terminal]
/// Until the key that ends it, or until the port goes or fails.
asyncio::Coro<> talk(const char* path, std::uint32_t baudrate) {
  asyncio::SerialPort port(path, {.baudrate = baudrate});
  asyncio::BufferedWriter<256> to_port(port);
  asyncio::FdDevice keys(asyncio::reopen_descriptor(0));
  asyncio::FdDevice screen(asyncio::reopen_descriptor(1));
  asyncio::BufferedWriter<256> to_screen(screen);
  const RawKeyboard raw;
  {
    asyncio::OwnedTask<> shows = asyncio::create_task(show(port, to_screen));
    asyncio::OwnedTask<> types = asyncio::create_task(type(keys, to_port));
    co_await asyncio::wait(shows.task(), types.task(), asyncio::ReturnWhen::first_completed);
    if (const asyncio::Error error = shows.task().error()) {
      const std::string text = std::string(path) + ": " + std::strerror(error.code);
      co_await asyncio::fail(error(text.c_str()));
    }
  }
  to_port.close();
  co_await to_port.wait_closed();
}
// [/terminal]

asyncio::Coro<> talk_to_an_echo() {
  asyncio::Pty line;
  asyncio::OwnedTask<> other_end = asyncio::create_task(echo(line));
  co_await talk(line.name().c_str(), 115'200);
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) {
    asyncio::run(talk_to_an_echo());
  } else {
    const char* const baudrate = count > 2 ? words[2] : "115200";
    asyncio::run(talk(words[1], static_cast<std::uint32_t>(std::atoi(baudrate))));
  }
}
