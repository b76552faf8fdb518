// SPDX-License-Identifier: MIT
// base.cpp and a UART that is read and written.
#include "bench/size/blink.hpp"

asyncio::Coro<> echo(asyncio::Device& uart) {
  std::byte room[16];
  while (true) {
    const asyncio::Attempt came = uart.try_read(room);
    if (came.has_moved()) (void)uart.try_write(std::span(room).first(came.count()));
    co_await asyncio::sleep_ms(1);
  }
}

asyncio::Coro<> app() {
  board::UART<64> uart({.baudrate = 9'600});
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto echoes = asyncio::create_task(echo(uart));
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
