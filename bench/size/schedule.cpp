// SPDX-License-Identifier: MIT
// base.cpp and a rule for times, with a function that is called then.
#include "bench/size/blink.hpp"
#include "uasyncio/sched/schedule.hpp"

constexpr asyncio::Cron quarters = asyncio::cron({.mins = asyncio::every(15), .hrs = asyncio::any});

asyncio::Coro<> app() {
  asyncio::LoopClock clock(0);
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto scheduled =
      asyncio::create_task(asyncio::schedule(clock, quarters, [] { board::led2.toggle(); }));
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
