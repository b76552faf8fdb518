// SPDX-License-Identifier: MIT
// base.cpp and a Condition.
#include "bench/size/blink.hpp"

asyncio::Condition condition;

asyncio::Coro<> wait() {
  co_await condition.acquire();
  co_await condition.wait();
  condition.notify();
  condition.release();
}

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto other = asyncio::create_task(wait());
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
