// SPDX-License-Identifier: MIT
// base.cpp and lines from a UART that go back: the UART, a reader and a writer.
#include "bench/size/blink.hpp"

asyncio::Coro<> echo(asyncio::Device& uart) {
  asyncio::BufferedReader<64> reader(uart);
  asyncio::BufferedWriter<64> writer(uart);
  while (auto line = co_await reader.next()) co_await writer.awrite(*line);
}

asyncio::Coro<> app() {
  board::UART<64> uart({.baudrate = 9'600});
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto echoes = asyncio::create_task(echo(uart));
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
