// SPDX-License-Identifier: MIT
// A Coro<T&> refers to something that stays.
// COMPILERS: g++ clang++-14 clang++-19
// EXPECT: a Coro<T&> refers to a T that stays, no temporary
#include <uasyncio.hpp>

uasyncio::Coro<const int&> program() {
#ifdef CONTROL
  static const int kept = 5;
  co_return kept;
#else
  co_return 5;
#endif
}
