// SPDX-License-Identifier: MIT
// base.cpp and a ThreadSafeEvent that an interrupt sets.
#include "bench/size/blink.hpp"

constinit asyncio::ThreadSafeEvent event;

extern "C" void timer1_handler() { event.set(); }

asyncio::Coro<> wait() {
  while (true) {
    co_await event.wait();
    event.clear();
  }
}

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto other = asyncio::create_task(wait());
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
