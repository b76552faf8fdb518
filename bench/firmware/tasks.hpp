// SPDX-License-Identifier: MIT
// What the firmware benchmarks share.
#pragma once

#include "bench/count.hpp"

namespace asyncio = uasyncio;

namespace bench {

/// Lets the console send what was printed, and other tasks go to sleep: a region that begins now is
/// not disturbed by interrupts.
inline asyncio::SleepMilliseconds settle() { return asyncio::sleep_ms(20); }

inline asyncio::Coro<> empty() { co_return; }

inline asyncio::Coro<> sleeps(int ms) {
  while (true) co_await asyncio::sleep_ms(ms);
}

inline asyncio::Coro<> yields(int count) {
  for (int i = 0; i < count; ++i) co_await asyncio::sleep_ms(0);
}

/// A figure that is not an instruction count.
inline void report_bytes(const char* name, unsigned long value) {
  asyncio::print("figure:", name, "=", value, "B");
}

}  // namespace bench
