// SPDX-License-Identifier: MIT
// A user's program that is linked as a simulation: its hour takes no time.
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> app() {
  co_await asyncio::sleep(3600);
  asyncio::print("the answer is", 42);
}

int main() { asyncio::run(app()); }
