// SPDX-License-Identifier: MIT
// A task is made of a coroutine, not of a function that returns nothing.
// COMPILERS: g++ clang++-19
// MAX_LINES: 15
// EXPECT: create_task takes a coroutine: let the function return a Coro
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> g(int) { co_return; }
void h(int) {}

asyncio::Coro<> app() {
#ifdef CONTROL
  asyncio::create_task(g, 1);
#else
  asyncio::create_task(h, 1);
#endif
  co_return;
}
