// SPDX-License-Identifier: MIT
// A task of low priority that is due each 100 ms, beside one that is always ready: how often it
// runs in 10 s, with and without a limit to how long it may be overdue.
#include <uasyncio.hpp>
#include <uasyncio/machine/delay.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> hog() {
  while (true) {
    asyncio::machine::delay_us(1'000);
    co_await asyncio::sleep_ms(0);
  }
}

asyncio::Coro<> run_each_100_ms(int& runs) {
  while (true) {
    co_await asyncio::after_ms(100);
    ++runs;
  }
}

asyncio::Coro<> measure(int limit_ms) {
  asyncio::get_running_loop()->max_overdue_ms(limit_ms);
  int runs = 0;
  const asyncio::OwnedTask<> hogging = asyncio::create_task(hog());
  const asyncio::OwnedTask<> low = asyncio::create_task(run_each_100_ms(runs));
  co_await asyncio::sleep(10);
  asyncio::print("limit", limit_ms, "ms:", runs, "runs");
}

asyncio::Coro<> app() {
  for (const int limit_ms : {1'000, 100, 0}) co_await measure(limit_ms);
}

int main() { asyncio::run(app()); }
