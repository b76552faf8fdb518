// gather takes coroutines and tasks.
// COMPILERS: g++ clang++-19
// EXPECT: no matching function for call to .*gather
#include <uasyncio.hpp>

uasyncio::Coro<> child() { co_return; }

uasyncio::Coro<> program() {
#ifdef CONTROL
  co_await uasyncio::gather(child(), child());
#else
  co_await uasyncio::gather(1, 2);
#endif
}
