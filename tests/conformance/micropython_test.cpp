// SPDX-License-Identifier: MIT
// Script micropython: what the original has beyond CPython: sleep_ms, wait_for_ms, long sleeps.
#include "tests/support/scenario.hpp"

#include <limits>

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

TEST(MicropythonScript, SleepMs) {
  EXPECT_EQ(played([]() -> Coro<> {
              co_await asyncio::sleep_ms(1);
              say(now_ms());
              co_await asyncio::sleep_ms(250u);
              say(now_ms());
            }),
            "1 251 ok");
}

// The original raises OverflowError beyond 2^29-1 ms; here every length can be slept.
TEST(MicropythonScript, ASleepIsNeverTooLong) {
  EXPECT_EQ(played([]() -> Coro<> {
              co_await asyncio::sleep_ms(1 << 30);
              say(now_ms());
              co_await asyncio::sleep(std::int64_t{100} * 365 * 24 * 60 * 60);
              say(now_ms() / 1000 / 3600 / 24);
            }),
            "1073741824 36512 ok");
}

TEST(MicropythonScript, WaitForMs) {
  EXPECT_EQ(played([]() -> Coro<> {
              say(co_await asyncio::wait_for_ms(value_after(7, 10), 50), now_ms());
              say(co_await error_of(asyncio::wait_for_ms(hang("left"), 50)), now_ms());
            }),
            "7 10 left TimeoutError 60 ok");
}
