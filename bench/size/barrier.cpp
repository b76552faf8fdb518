// SPDX-License-Identifier: MIT
// base.cpp and a Barrier.
#include "bench/size/blink.hpp"

asyncio::Barrier barrier(2);

asyncio::Coro<> meet() { co_await barrier.wait(); }

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto other = asyncio::create_task(meet());
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
