// SPDX-License-Identifier: MIT
// A callback has room for five words.
// COMPILERS: g++ clang++-19
// MAX_LINES: 15
// EXPECT: a callback has room for five words: capture a reference
#include <uasyncio.hpp>

#include <array>

namespace asyncio = uasyncio;

asyncio::Coro<> app() {
  std::array<int, 20> big{};
#ifdef CONTROL
  asyncio::Callback<> callback([&] { (void)big[0]; });
#else
  asyncio::Callback<> callback([=] { (void)big[0]; });
#endif
  co_return;
}
