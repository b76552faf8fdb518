// SPDX-License-Identifier: MIT
// The arguments of the function come behind it.
// COMPILERS: g++ clang++-19
// MAX_LINES: 15
// EXPECT: f is not called like that; is an argument missing\?
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> f(int) { co_return; }

asyncio::Coro<> app() {
#ifdef CONTROL
  asyncio::create_task(f, 1);
#else
  asyncio::create_task(f);
#endif
  co_return;
}
