// SPDX-License-Identifier: MIT
// base.cpp and a Semaphore.
#include "bench/size/blink.hpp"

constinit asyncio::Semaphore semaphore(2);

asyncio::Coro<> hold() {
  co_await semaphore.acquire();
  board::led3.toggle();
  semaphore.release();
}

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto other = asyncio::create_task(hold());
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
