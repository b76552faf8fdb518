// SPDX-License-Identifier: MIT
// A mistake: a lock that is acquired and never released. On sim, where nothing comes from outside,
// a program that waits for what cannot come ends, and says who waits for what.
// TEST: errors status=1
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

// [write]
asyncio::Coro<> write(asyncio::Lock& bus, const char* text) {
  co_await bus.acquire();  // instead of: auto held = co_await asyncio::with(bus);
  asyncio::print(text);
}
// [/write]

asyncio::Coro<> app() {
  asyncio::Lock bus("bus");
  auto first = asyncio::create_task(write(bus, "first"), {.name = "first"});
  auto second = asyncio::create_task(write(bus, "second"), {.name = "second"});
  co_await first;
  co_await second;
}

int main() { asyncio::run(app()); }
