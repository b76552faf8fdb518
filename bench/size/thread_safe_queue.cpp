// SPDX-License-Identifier: MIT
// base.cpp and a ThreadSafeQueue that an interrupt puts into.
#include "bench/size/blink.hpp"

asyncio::ThreadSafeQueue<int, 8> queue;

extern "C" void timer1_handler() { queue.put_sync(1); }

asyncio::Coro<> get() {
  while (true) board::led3.value(co_await queue.get() != 0);
}

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto other = asyncio::create_task(get());
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
