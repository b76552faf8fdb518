// SPDX-License-Identifier: MIT
// base.cpp and a rule for times, without anything that waits for them.
#include "bench/size/blink.hpp"
#include "uasyncio/sched/cron.hpp"

constexpr asyncio::Cron sundays = asyncio::cron({.mins = 30, .hrs = 7, .mday = 8, .wday = 6});

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  const auto seconds =
      static_cast<asyncio::WallSeconds>(asyncio::get_running_loop()->time() / 1'000'000);
  board::led3.value(sundays(seconds) < 86'400);
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
