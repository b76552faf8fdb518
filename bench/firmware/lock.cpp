// SPDX-License-Identifier: MIT
// A lock that is free, and one that is handed over: from the release to the next instruction of the
// task that waits, the releaser's suspension between them.
#include "bench/firmware/tasks.hpp"

namespace {

constexpr int rounds = 100;

asyncio::Lock lock;

asyncio::Coro<> waiter() {
  co_await lock.acquire();
  bench::count_end();
  lock.release();
}

asyncio::Coro<> hand_over() {
  bench::count_begin();
  lock.release();
  co_await asyncio::sleep_ms(0);
}

asyncio::Coro<> app() {
  bench::count_begin();
  for (int i = 0; i < rounds; ++i) {
    co_await lock.acquire();
    lock.release();
  }
  bench::count_end();
  bench::report("lock + release, uncontended", rounds);

  co_await lock.acquire();
  asyncio::Task<> task = asyncio::create_task(waiter());
  co_await bench::settle();
  co_await hand_over();
  bench::report("lock released to waiter running");
}

}  // namespace

int main() { asyncio::run(app()); }
