// SPDX-License-Identifier: MIT
// The board's UART as a stream, obeying commands that come on it. tests/tools/test_uart.py drives
// it.
#include <uasyncio.hpp>

#include <board.hpp>

#include <cerrno>
#include <charconv>
#include <string_view>

namespace asyncio = uasyncio;

namespace {

using Uart = board::UART<32, 64>;
static_assert(asyncio::machine::UART<Uart>);

class Probe {
 public:
  asyncio::Coro<> obey();

 private:
  asyncio::Coro<> say(std::string_view text) { co_await writer_.awrite(text); }
  asyncio::Coro<> say(std::uint32_t number) {
    char text[10];
    const auto end = std::to_chars(text, text + sizeof text, number);
    co_await writer_.awrite(std::string_view(text, static_cast<std::size_t>(end.ptr - text)));
  }

  /// Sends back so many bytes, whatever they are.
  asyncio::Coro<> echo(std::uint32_t count) {
    while (count != 0) {
      const std::string_view bytes = co_await reader_.read(count);
      count -= static_cast<std::uint32_t>(bytes.size());
      co_await writer_.awrite(bytes);
    }
  }

  /// Holds the loop up until so many bytes are lost; then says what can be read.
  asyncio::Coro<> overflow(std::uint32_t lost) {
    co_await say("now\n");
    co_await writer_.drain();
    const asyncio::Instant end =
        asyncio::platform::default_port().now() + asyncio::from_seconds(30);
    while (uart_.errors().overruns < lost && asyncio::platform::default_port().now() < end) {
    }
    auto next = co_await asyncio::as_result(reader_.read());
    while (next) {
      co_await say(*next);
      next = co_await asyncio::as_result(reader_.read());
    }
    co_await say(next.error().code == EOVERFLOW ? " then EOVERFLOW, lost: " : " then: ");
    co_await say(uart_.errors().overruns);
    co_await say("\n");
  }

  asyncio::Coro<> say_until_idle() {
    co_await say("now\n");
    const std::string_view bytes = co_await reader_.read_until_idle(50);
    co_await say("[");
    co_await say(bytes);
    co_await say("]\n");
  }

  asyncio::Coro<> say_refusals() {
    const asyncio::Error none = uart_.init({.baudrate = 0});
    const asyncio::Error nine = uart_.init({.bits = 9});
    co_await say(none.name());
    co_await say(" ");
    co_await say(nine.name());
    co_await say(uart_.init({}) ? " refused\n" : " ok\n");
  }

  Uart uart_{{.baudrate = 115'200}};
  asyncio::BufferedReader<64> reader_{uart_};
  asyncio::BufferedWriter<64> writer_{uart_};
};

/// Of a command as "e 100".
std::uint32_t number_in(std::string_view line) {
  std::uint32_t number = 0;
  if (line.size() > 2) std::from_chars(line.data() + 2, line.data() + line.size(), number);
  return number;
}

asyncio::Coro<> Probe::obey() {
  co_await say("ready\n");
  while (true) {
    const std::string_view line = co_await reader_.readline();
    const std::uint32_t number = number_in(line);
    switch (line[0]) {
      case 'e': co_await echo(number); break;
      case 'o': co_await overflow(number); break;
      case 'i': co_await say_until_idle(); break;
      case 'r': co_await say_refusals(); break;
      default: {
        co_await say("bye\n");
        writer_.close();
        co_await writer_.wait_closed();
        co_return;
      }
    }
  }
}

asyncio::Coro<> app() {
  Probe probe;
  co_await probe.obey();
}

}  // namespace

int main() { asyncio::run(app()); }
