// SPDX-License-Identifier: MIT
// What the loop counts about itself, told every ten seconds: how often it has slept and woken, for
// how long it worked, and what its tasks take of the frame pool. Nobody measures by spinning, so
// the loop sleeps as if nobody looked.
#include <uasyncio.hpp>
#include <uasyncio/machine/delay.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> work(int period_ms, int busy_us) {
  while (true) {
    co_await asyncio::sleep_ms(period_ms);
    asyncio::machine::delay_us(busy_us);
  }
}

// [metrics]
asyncio::Coro<> tell_metrics() {
  const asyncio::Loop& loop = *asyncio::get_running_loop();
  const asyncio::FramePool& pool = asyncio::FramePool::current();
  const std::size_t used_before = pool.used();
  while (true) {
    const asyncio::Time start_us = loop.time();
    const std::uint64_t asleep_before_us = loop.idle_time();
    const std::uint32_t wakings_before = loop.wakeups();
    co_await asyncio::sleep(10);
    const std::uint64_t length_us = loop.time() - start_us;
    const std::uint64_t busy_us = length_us - (loop.idle_time() - asleep_before_us);
    asyncio::print(loop.wakeups() - wakings_before, "wakings, busy for", busy_us / 1'000, "ms of",
                   length_us / 1'000, "ms,", static_cast<int>(loop.live_tasks()),
                   "tasks, more memory than at first:", pool.used() > used_before);
  }
}
// [/metrics]

asyncio::Coro<> app() {
  asyncio::create_task(work(20, 1'000));
  asyncio::create_task(work(500, 4'000));
  co_await asyncio::sleep_ms(1);
  asyncio::create_task(tell_metrics());
  co_await asyncio::sleep_ms(30'500);
}

int main() { asyncio::run(app()); }
