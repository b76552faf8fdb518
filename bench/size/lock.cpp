// SPDX-License-Identifier: MIT
// base.cpp and a Lock.
#include "bench/size/blink.hpp"

constinit asyncio::Lock lock;

asyncio::Coro<> hold() {
  co_await lock.acquire();
  board::led3.toggle();
  lock.release();
}

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto other = asyncio::create_task(hold());
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
