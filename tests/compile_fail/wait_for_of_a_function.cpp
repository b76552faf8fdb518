// SPDX-License-Identifier: MIT
// wait_for(f, 1) without the parentheses.
// COMPILERS: g++ clang++-19
// MAX_LINES: 15
// EXPECT: wait_for takes what can be awaited: call the function
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> f(int) { co_return; }

asyncio::Coro<> app() {
#ifdef CONTROL
  co_await asyncio::wait_for(f(1), 1);
#else
  co_await asyncio::wait_for(f, 1);
#endif
  co_return;
}
