// run(app) without the parentheses.
// COMPILERS: g++ clang++-19
// EXPECT: no matching function for call to .*run
#include <uasyncio.hpp>

uasyncio::Coro<> app() { co_return; }

int main() {
#ifdef CONTROL
  uasyncio::run(app());
#else
  uasyncio::run(app);
#endif
}
