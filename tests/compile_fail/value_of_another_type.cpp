// SPDX-License-Identifier: MIT
// What is returned becomes a T.
// COMPILERS: g++ clang++-19
// EXPECT: no matching function|cannot convert|cannot initialize|invalid conversion
#include <uasyncio.hpp>

uasyncio::Coro<int> program() {
#ifdef CONTROL
  co_return 5;
#else
  co_return "five";
#endif
}
