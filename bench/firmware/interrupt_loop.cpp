// SPDX-License-Identifier: MIT
// An interrupt that wakes a task of a loop that runs in one, while a task of the first loop
// computes.
#include "bench/firmware/interrupt.hpp"

#include <array>
#include <uasyncio/core/interrupt_loop.hpp>

namespace {

// The watchdog's, which nobody uses; on the Pico that of the other core.
#if defined(__ARM_ARCH_6M__)
constexpr uasyncio::cortex_m::Irq spare{16};
#else
constexpr uasyncio::cortex_m::Irq spare{18};
#endif

constinit asyncio::ThreadSafeFlag flag;
std::array<std::byte, 1024> memory;
asyncio::InterruptLoop urgent(memory);
volatile int calls = 0;

asyncio::Coro<> wait_for_flags() {
  while (true) {
    co_await flag.wait();
    bench::count_end();
    calls = calls + 1;
  }
}

/// Computes for 100 ms, in the middle of which the interrupt comes.
asyncio::Coro<> compute() {
  const asyncio::Loop& loop = *asyncio::get_running_loop();
  const asyncio::Time start = loop.time();
  while (loop.time() - start < 50'000) {
  }
  uasyncio::cortex_m::pend_irq(spare);
  while (loop.time() - start < 100'000) {
  }
  co_return;
}

asyncio::Coro<> app() {
  urgent.start(wait_for_flags);
  uasyncio::cortex_m::enable_irq(spare);
  co_await bench::settle();
  co_await compute();
  bench::report("interrupt to task of the interrupt loop, the first one computes");
}

}  // namespace

extern "C" void watchdog_handler() {
  bench::count_begin();
  flag.set();
}

extern "C" [[gnu::alias("watchdog_handler")]] void sio1_handler();

int main() { asyncio::run(app()); }
