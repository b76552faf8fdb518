// SPDX-License-Identifier: MIT
// base.cpp and a Message that an interrupt sends.
#include "bench/size/blink.hpp"

asyncio::Message<int> message;

extern "C" void timer1_handler() { message.set(1); }

asyncio::Coro<> wait() {
  while (true) {
    board::led3.value(co_await message.wait() != 0);
    message.clear();
  }
}

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto other = asyncio::create_task(wait());
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
