// SPDX-License-Identifier: MIT
// base.cpp and a sleep of low priority.
#include "bench/size/blink.hpp"

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  co_await asyncio::after_ms(100);
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
