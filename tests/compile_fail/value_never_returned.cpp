// SPDX-License-Identifier: MIT
// A coroutine that should give a value and reaches its end. GCC 12 cannot tell; there the await
// fails.
// COMPILERS: clang++-14 clang++-19
// FLAGS: -Werror=return-type
// EXPECT: non-void coroutine does not return a value
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<int> measure() {
  co_await asyncio::sleep_ms(10);
#ifdef CONTROL
  co_return 5;
#endif
}
