// SPDX-License-Identifier: MIT
// A user's program: tests/package builds it in three ways. `unused` would fail
// under our own warnings, which a user must not get.
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<int> answer() {
  co_await asyncio::sleep_ms(1);
  co_return 42;
}

asyncio::Coro<> app() {
  int unused;
  auto task = asyncio::create_task(answer(), {.name = "answer"});
  asyncio::print("the answer is", co_await task);
}

int main() { asyncio::run(app()); }
