// SPDX-License-Identifier: MIT
// Without co_await or co_return it is no coroutine, but a function that returns nothing.
// COMPILERS: g++ clang++-14 clang++-19
// FLAGS: -Werror=return-type
// EXPECT: no return statement in function returning non-void|does not return a value
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

// [no await]
asyncio::Coro<> hello() {
  asyncio::print("hello");
#ifdef CONTROL
  co_return;
#endif
}
// [/no await]
