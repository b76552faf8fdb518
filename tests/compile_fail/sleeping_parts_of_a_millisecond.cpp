// SPDX-License-Identifier: MIT
// sleep_ms takes an integer, as in MicroPython.
// COMPILERS: g++ clang++-19
// MAX_LINES: 15
// EXPECT: this takes whole milliseconds, sleep_ms\(20\)
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> app() {
#ifdef CONTROL
  co_await asyncio::sleep_ms(2);
#else
  co_await asyncio::sleep_ms(1.5);
#endif
  co_return;
}
