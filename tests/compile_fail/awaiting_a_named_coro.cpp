// SPDX-License-Identifier: MIT
// Awaiting a coroutine by name would leave a spent object behind; std::move says so.
// GCC 12 cannot tell the two apart, Clang can.
// COMPILERS: clang++-19
// MAX_LINES: 15
// EXPECT: deleted
#include <uasyncio.hpp>

uasyncio::Coro<> child() { co_return; }

uasyncio::Coro<> parent() {
  auto coro = child();
#ifdef CONTROL
  co_await std::move(coro);
#else
  co_await coro;
#endif
}
