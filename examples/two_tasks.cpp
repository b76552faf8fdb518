// SPDX-License-Identifier: MIT
// Two tasks that never end, one counting every second and one every two seconds. When the main
// task ends, after ten and a half seconds, `run` cancels them.
// TEST: boards
// [program]
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> count(const char* name, int seconds) {
  for (int n = 1;; ++n) {
    co_await asyncio::sleep(seconds);
    asyncio::print(name, n);
  }
}

asyncio::Coro<> app() {
  asyncio::create_task(count("fast", 1));
  asyncio::create_task(count("slow", 2));
  co_await asyncio::sleep_ms(10'500);
}

int main() { asyncio::run(app()); }
// [/program]
