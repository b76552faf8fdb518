// SPDX-License-Identifier: MIT
// base.cpp and waiting for any of two events.
#include "bench/size/blink.hpp"

constinit asyncio::Event first;
constinit asyncio::Event second;

asyncio::Coro<> wait() {
  asyncio::WaitAny any(first, second);
  const auto winner = co_await any.wait();
  board::led3.value(winner == first);
  any.clear();
}

asyncio::Coro<> wait_and_set() {
  auto waiter = asyncio::create_task(wait());
  first.set();
  co_await waiter;
}

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto other = asyncio::create_task(wait_and_set());
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
