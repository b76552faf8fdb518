// SPDX-License-Identifier: MIT
// A constant rule for 30 February.
// EXPECT: cron_has_no_such_time
// COMPILERS: g++ clang++-14 clang++-19
#include <uasyncio/sched/cron.hpp>

namespace asyncio = uasyncio;

#ifdef CONTROL
constexpr asyncio::Cron at = asyncio::cron({.mday = 29, .month = 2});
#else
constexpr asyncio::Cron at = asyncio::cron({.mday = 30, .month = 2});
#endif

int main() { return at(0) == 0 ? 1 : 0; }
