// SPDX-License-Identifier: MIT
// A timer of 100 ms among ten tasks that block for 5 ms each: how long it takes when everything has
// its turn, and with Policy::io_first, which looks at what is due before each step.
#include <uasyncio.hpp>
#include <uasyncio/machine/delay.hpp>

#include <algorithm>

namespace asyncio = uasyncio;

asyncio::Coro<> block() {
  while (true) {
    asyncio::machine::delay_us(5'000);
    co_await asyncio::sleep_ms(0);
  }
}

asyncio::Coro<> app(const char* policy) {
  const asyncio::Loop& loop = *asyncio::get_running_loop();
  for (int n = 0; n != 10; ++n) asyncio::create_task(block());
  asyncio::Time least_us = ~asyncio::Time{0};
  asyncio::Time most_us = 0;
  for (int n = 0; n != 50; ++n) {
    const asyncio::Time start_us = loop.time();
    co_await asyncio::sleep_us(100'000 + n * 137);  // at every point of their steps
    const asyncio::Time took_us = loop.time() - start_us - n * 137;
    least_us = std::min(least_us, took_us);
    most_us = std::max(most_us, took_us);
  }
  asyncio::print(policy, "takes", static_cast<int>(least_us / 1'000), "to",
                 static_cast<int>(most_us / 1'000), "ms");
}

int main() {
  asyncio::run(app("round robin"));
  asyncio::run(app("I/O first"), asyncio::Policy::io_first);
}
