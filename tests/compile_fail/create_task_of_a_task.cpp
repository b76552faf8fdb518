// SPDX-License-Identifier: MIT
// A task is one already.
// COMPILERS: g++ clang++-14 clang++-19
// EXPECT: create_task takes a coroutine, and this is a task already: co_await it
#include <uasyncio.hpp>

uasyncio::Coro<> program(uasyncio::Task<int> task) {
#ifdef CONTROL
  auto other = uasyncio::create_task(uasyncio::shield(task));
#else
  auto other = uasyncio::create_task(task);
#endif
  co_await uasyncio::sleep(1);
}
