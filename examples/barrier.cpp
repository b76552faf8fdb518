// SPDX-License-Identifier: MIT
// A barrier: three tasks of different speed do each round together. Nobody begins a round before
// all have finished the one before. The last to arrive calls the function that the barrier was
// given, before anybody goes on.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

constexpr int rounds = 3;

// [barrier]
asyncio::Coro<> walk(asyncio::Barrier<>& barrier, const char* name, int milliseconds) {
  for (int round = 1; round <= rounds; ++round) {
    co_await asyncio::sleep_ms(milliseconds);
    asyncio::print("  ", name, "is there");
    co_await barrier.wait();
  }
}

asyncio::Coro<> app() {
  asyncio::Barrier barrier(3, [] { asyncio::print("all are there"); });
  co_await asyncio::gather(walk(barrier, "hare", 100), walk(barrier, "dog", 250),
                           walk(barrier, "tortoise", 900));
}
// [/barrier]

int main() { asyncio::run(app()); }
