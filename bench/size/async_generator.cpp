// SPDX-License-Identifier: MIT
// base.cpp and an AsyncGenerator.
#include "bench/size/blink.hpp"

asyncio::AsyncGenerator<int> count() {
  for (int i = 0;; ++i) {
    co_await asyncio::sleep_ms(100);
    co_yield i;
  }
}

asyncio::Coro<> consume() {
  auto numbers = count();
  while (auto number = co_await numbers.next()) board::led3.value((*number & 1) != 0);
}

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto other = asyncio::create_task(consume());
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
