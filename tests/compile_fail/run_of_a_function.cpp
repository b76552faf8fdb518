// SPDX-License-Identifier: MIT
// run(app) without the parentheses.
// COMPILERS: g++ clang++-19
// MAX_LINES: 15
// EXPECT: run takes a coroutine: call the function, run\(app\(\)\)
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> app() { co_return; }

int main() {
#ifdef CONTROL
  asyncio::run(app());
#else
  asyncio::run(app);
#endif
}
