// SPDX-License-Identifier: MIT
// Coroutines in a vector are given away: each is awaited once.
// COMPILERS: g++ clang++-14 clang++-19
// EXPECT: coroutines are awaited once, so give them away: std::move.coros.
#include <uasyncio.hpp>
#include <vector>

uasyncio::Coro<> program(std::vector<uasyncio::Coro<>> coros) {
#ifdef CONTROL
  co_await uasyncio::gather(std::move(coros));
#else
  co_await uasyncio::gather(coros);
#endif
}
