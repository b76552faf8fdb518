// SPDX-License-Identifier: MIT
// Items are moved into a queue and out of it.
// COMPILERS: g++ clang++-19
// MAX_LINES: 15
// EXPECT: a queue moves its items in and out: its type must be movable
#include <uasyncio.hpp>

#include <mutex>

namespace asyncio = uasyncio;

void use() {
#ifdef CONTROL
  asyncio::Queue<int> queue(2);
#else
  asyncio::Queue<std::mutex> queue(2);
#endif
}
