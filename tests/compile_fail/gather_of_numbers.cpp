// SPDX-License-Identifier: MIT
// gather takes coroutines, tasks and whatever else can be awaited.
// COMPILERS: g++ clang++-19
// MAX_LINES: 15
// EXPECT: gather takes what can be awaited: call the functions
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> f(int) { co_return; }

asyncio::Coro<> app() {
#ifdef CONTROL
  co_await asyncio::gather(f(1), f(2));
#else
  co_await asyncio::gather(1, 2);
#endif
  co_return;
}
