// SPDX-License-Identifier: MIT
// A time limit of something that is ready at once, and of something that suspends.
#include "bench/host/tasks.hpp"

namespace {

constexpr int count = 1'000'000;

asyncio::Coro<int> ready() { co_return 7; }

asyncio::Coro<int> suspends_once() {
  co_await asyncio::sleep_ms(0);
  co_return 7;
}

asyncio::Coro<> limited(asyncio::Coro<int> (*body)()) {
  for (int i = 0; i < count; ++i) co_await asyncio::wait_for(body(), 10);
}

asyncio::Coro<> unlimited() {
  for (int i = 0; i < count; ++i) co_await ready();
}

}  // namespace

int main() {
  bench::measure("wait_for of something ready", count, [] { asyncio::run(limited(ready)); });
  bench::measure("wait_for of something ready, virtual time", count,
                 [] { bench::run_in_virtual_time(limited(ready)); });
  bench::measure("wait_for of something that suspends once", count,
                 [] { asyncio::run(limited(suspends_once)); });
  bench::measure("await a coroutine", count, [] { asyncio::run(unlimited()); });
}
