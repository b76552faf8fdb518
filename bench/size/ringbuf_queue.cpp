// SPDX-License-Identifier: MIT
// base.cpp and a RingbufQueue<int, 8>, from one task to another.
#include "bench/size/blink.hpp"

asyncio::RingbufQueue<int, 8> queue;

asyncio::Coro<> put() {
  for (int i = 0;; ++i) co_await queue.put(i);
}

asyncio::Coro<> get() {
  auto from = asyncio::create_task(put());
  while (true) board::led3.value((co_await queue.get() & 1) != 0);
}

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto other = asyncio::create_task(get());
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
