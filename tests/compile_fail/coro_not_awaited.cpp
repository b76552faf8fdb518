// A coroutine that nobody awaits does nothing, and the compiler says so.
// COMPILERS: g++ clang++-19
// FLAGS: -Werror=unused-result
// EXPECT: does nothing until it is awaited
#include <uasyncio.hpp>

uasyncio::Coro<> child() { co_return; }

uasyncio::Coro<> parent() {
#ifdef CONTROL
  co_await child();
#else
  child();
#endif
  co_return;
}
