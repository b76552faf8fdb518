// SPDX-License-Identifier: MIT
// A coroutine has one owner.
// COMPILERS: g++ clang++-19
// EXPECT: deleted
#include <uasyncio.hpp>

uasyncio::Coro<> child() { co_return; }

uasyncio::Coro<> parent() {
  auto first = child();
#ifdef CONTROL
  auto second = std::move(first);
#else
  auto second = first;
#endif
  co_await std::move(second);
}
