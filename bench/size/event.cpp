// SPDX-License-Identifier: MIT
// base.cpp and an Event.
#include "bench/size/blink.hpp"

constinit asyncio::Event event;

asyncio::Coro<> wait() {
  co_await event.wait();
  event.clear();
}

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto waiter = asyncio::create_task(wait());
  event.set();
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
