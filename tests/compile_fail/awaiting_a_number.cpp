// SPDX-License-Identifier: MIT
// Only awaitables are awaited.
// COMPILERS: g++ clang++-19
// MAX_LINES: 15
// EXPECT: await_ready|awaitable|co_await
#include <uasyncio.hpp>

uasyncio::Coro<> program() {
#ifdef CONTROL
  co_await uasyncio::sleep_ms(5);
#else
  co_await 5;
#endif
}
