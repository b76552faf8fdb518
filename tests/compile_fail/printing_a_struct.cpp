// SPDX-License-Identifier: MIT
// print knows no structs.
// COMPILERS: g++ clang++-19
// MAX_LINES: 15
// EXPECT: print takes texts, characters, numbers and booleans
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

struct Point {
  int x;
  int y;
} point;

asyncio::Coro<> app() {
#ifdef CONTROL
  asyncio::print(point.x, point.y);
#else
  asyncio::print(point);
#endif
  co_return;
}
