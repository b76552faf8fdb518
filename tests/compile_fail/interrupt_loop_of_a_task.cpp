// SPDX-License-Identifier: MIT
// A coroutine or a task stays with the loop whose memory it has.
// COMPILERS: g++ clang++-19
// MAX_LINES: 25
// EXPECT: a coroutine or a task cannot go from one loop to another
#include <uasyncio.hpp>
#include <uasyncio/core/interrupt_loop.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> wait_for_flag(asyncio::ThreadSafeFlag& flag) { co_await flag.wait(); }
asyncio::Coro<> wait_for_task(asyncio::Task<> task) { co_await task; }

asyncio::Coro<> app(asyncio::InterruptLoop& urgent, asyncio::ThreadSafeFlag& flag) {
#ifdef CONTROL
  urgent.start(wait_for_flag, std::ref(flag));
#else
  urgent.start(wait_for_task, asyncio::create_task(wait_for_flag(flag)));
#endif
  co_return;
}
