// SPDX-License-Identifier: MIT
// A time is a number or a chrono length.
// COMPILERS: g++ clang++-19
// MAX_LINES: 15
// EXPECT: this takes seconds, sleep\(1\) or sleep\(0.5\)
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> app() {
#ifdef CONTROL
  co_await asyncio::sleep(1);
#else
  co_await asyncio::sleep("1");
#endif
  co_return;
}
