// SPDX-License-Identifier: MIT
// Tasks wait in an event by its address: it stays where it is.
// COMPILERS: g++ clang++-19
// EXPECT: deleted
#include <uasyncio.hpp>

void use() {
  uasyncio::Event first;
#ifdef CONTROL
  uasyncio::Event& second = first;
#else
  uasyncio::Event second = first;
#endif
  second.set();
}
