// SPDX-License-Identifier: MIT
// A lock that two tasks hold in turn, each waiting for the other's release; and one that is free.
#include "bench/host/tasks.hpp"

namespace {

constexpr int count = 1'000'000;

asyncio::Coro<> holds_in_turn(asyncio::Lock& lock) {
  co_await lock.acquire();
  co_await asyncio::sleep_ms(0);
  for (int i = 0; i < count / 2; ++i) {
    lock.release();
    co_await lock.acquire();
  }
  lock.release();
}

asyncio::Coro<> hand_over() {
  asyncio::Lock lock;
  co_await asyncio::gather(holds_in_turn(lock), holds_in_turn(lock));
}

asyncio::Coro<> uncontended() {
  asyncio::Lock lock;
  for (int i = 0; i < count; ++i) {
    co_await lock.acquire();
    lock.release();
  }
}

}  // namespace

int main() {
  bench::measure("lock hand-over", count, [] { asyncio::run(hand_over()); });
  bench::measure("lock and release, uncontended", count, [] { asyncio::run(uncontended()); });
}
