// SPDX-License-Identifier: MIT
// A semaphore that is free, and one that is handed over: from the release to the next instruction
// of the task that waits, the releaser's suspension between them.
#include "bench/firmware/tasks.hpp"

namespace {

constexpr int rounds = 100;

asyncio::Semaphore semaphore;

asyncio::Coro<> waiter() {
  co_await semaphore.acquire();
  bench::count_end();
  semaphore.release();
}

asyncio::Coro<> hand_over() {
  bench::count_begin();
  semaphore.release();
  co_await asyncio::sleep_ms(0);
}

asyncio::Coro<> app() {
  bench::count_begin();
  for (int i = 0; i < rounds; ++i) {
    co_await semaphore.acquire();
    semaphore.release();
  }
  bench::count_end();
  bench::report("semaphore, acquire + release, uncontended", rounds);

  co_await semaphore.acquire();
  asyncio::Task<> task = asyncio::create_task(waiter());
  co_await bench::settle();
  co_await hand_over();
  bench::report("semaphore released to waiter running");
}

}  // namespace

int main() { asyncio::run(app()); }
