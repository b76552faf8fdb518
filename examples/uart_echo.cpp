// SPDX-License-Identifier: MIT
// Lines that come on the UART go back, until one is "bye". In QEMU the UART is a terminal of its
// own: ./run examples/uart_echo.cpp --board lm3s6965evb --uart pty
#include <uasyncio.hpp>

#include <board.hpp>

namespace asyncio = uasyncio;

// [echo]
asyncio::Coro<> echo(asyncio::Device& uart) {
  asyncio::BufferedReader<64> reader(uart);
  asyncio::BufferedWriter<64> writer(uart);
  co_await writer.awrite("ready\n");
  while (true) {
    auto line = co_await asyncio::as_result(reader.readline());
    if (line.error() == asyncio::Error::limit_overrun) {
      co_await reader.skip_line();
      co_await writer.awrite("that line is too long\n");
    } else if (!line) {
      co_await writer.awrite("something was lost on the line\n");
    } else {
      co_await writer.awrite("you said: ");
      co_await writer.awrite(*line);
      if (*line == "bye\n") break;
    }
  }
  writer.close();
  co_await writer.wait_closed();
}
// [/echo]

asyncio::Coro<> app() {
  board::UART<128> uart({.baudrate = 115'200});
  co_await echo(uart);
}

int main() { asyncio::run(app()); }
