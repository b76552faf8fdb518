// SPDX-License-Identifier: MIT
// base.cpp and a ThreadSafeFlag that an interrupt sets.
#include "bench/size/blink.hpp"

constinit asyncio::ThreadSafeFlag flag;

extern "C" void timer1_handler() { flag.set(); }

asyncio::Coro<> wait() {
  while (true) co_await flag.wait();
}

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto waiter = asyncio::create_task(wait());
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
