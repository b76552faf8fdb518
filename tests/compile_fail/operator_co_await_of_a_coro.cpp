// SPDX-License-Identifier: MIT
// EXPECT: ACoroIsAnAwaiterReturnItItself
// COMPILERS: g++ clang++-14 clang++-19
// MAX_LINES: 25
#include <uasyncio.hpp>

struct Sensor {
  uasyncio::Coro<int> measure() {
    co_await uasyncio::sleep_ms(5);
    co_return 42;
  }
#ifdef CONTROL
  auto operator co_await() { return measure(); }
#else
  auto operator co_await() { return measure().operator co_await(); }
#endif
};

uasyncio::Coro<int> read(Sensor& sensor) { co_return co_await sensor; }
