// SPDX-License-Identifier: MIT
// A period without drift: the next instant is counted from the last one, not from now, so the time
// that the work takes does not add up.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

constexpr asyncio::Time period = 100'000;  // microseconds

asyncio::Coro<> work() { co_await asyncio::sleep_ms(30); }

// [period]
asyncio::Coro<> sample(int times) {
  asyncio::Time next = asyncio::Loop::running()->time();
  for (int n = 0; n < times; ++n) {
    co_await work();
    next += period;
    co_await asyncio::sleep_until(next);
  }
}
// [/period]

asyncio::Coro<> app() {
  const asyncio::Time start = asyncio::Loop::running()->time();
  co_await sample(20);
  const asyncio::Time passed = asyncio::Loop::running()->time() - start;
  asyncio::print("20 samples took", passed / period, "periods");
}

int main() { asyncio::run(app()); }
