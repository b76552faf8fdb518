// SPDX-License-Identifier: MIT
// An instant and a length of time are types of their own.
// COMPILERS: g++ clang++-19
// MAX_LINES: 80
// EXPECT: no match for .operator\+|invalid operands to binary expression
#include <uasyncio/port/time.hpp>

namespace asyncio = uasyncio;

constexpr asyncio::Instant later(asyncio::Instant start, asyncio::Instant end) {
#ifdef CONTROL
  return start + (end - start);
#else
  return start + end;
#endif
}
