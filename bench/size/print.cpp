// SPDX-License-Identifier: MIT
// base.cpp and printing a text.
#include "bench/size/blink.hpp"

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  asyncio::print("started");
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
