// A task is made of a coroutine, not of a function that returns nothing.
// COMPILERS: g++ clang++-19
// EXPECT: no matching function for call to .*create_task|no matching function
#include <uasyncio.hpp>

void program() {
#ifdef CONTROL
  auto task = uasyncio::create_task([]() -> uasyncio::Coro<> { co_return; });
#else
  auto task = uasyncio::create_task([]() {});
#endif
}
