// SPDX-License-Identifier: MIT
// base.cpp, whose timers may be late.
#include "bench/size/blink.hpp"

#include <uasyncio/core/latency.hpp>

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  const asyncio::Latency latency(100);
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
