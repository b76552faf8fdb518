// SPDX-License-Identifier: MIT
// The first program: one task that prints a line every second for five seconds.
// While it sleeps the processor sleeps too.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

// [app]
asyncio::Coro<> app() {
  for (int second = 1; second <= 5; ++second) {
    co_await asyncio::sleep(1);
    asyncio::print("Hello", second);
  }
}

int main() { asyncio::run(app()); }
// [/app]
