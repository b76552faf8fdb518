// A time is a number or a chrono duration.
// COMPILERS: g++ clang++-19
// EXPECT: no matching function for call to .*sleep_ms
#include <uasyncio.hpp>

uasyncio::Coro<> program() {
#ifdef CONTROL
  co_await uasyncio::sleep_ms(100);
#else
  co_await uasyncio::sleep_ms("100");
#endif
}
