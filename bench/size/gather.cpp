// SPDX-License-Identifier: MIT
// base.cpp and a gather of two coroutines.
#include "bench/size/blink.hpp"

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  co_await asyncio::gather(blink(board::led2, 300), blink(board::led3, 700));
}

int main() { asyncio::run(app()); }
