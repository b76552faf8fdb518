// SPDX-License-Identifier: MIT
// Many tasks that sleep for random times, on and on: CPU time for each wakeup, how late it is, and
// memory.
#include "bench/host/sleepers.hpp"
#include "bench/host/tasks.hpp"

#include "ports/unix/unix_port.hpp"

#include "uasyncio/kernel/frame_pool.hpp"

namespace {

asyncio::Coro<> sleeper(unsigned seed, unsigned longest_ms) {
  for (;;) {
    co_await asyncio::sleep_ms(bench::next_length_ms(seed, longest_ms));
    ++bench::wakeups;
  }
}

asyncio::Coro<> timed_sleeper(unsigned seed, unsigned longest_ms) {
  for (;;) {
    const unsigned length_ms = bench::next_length_ms(seed, longest_ms);
    const std::uint64_t end = bench::monotonic_us() + 1'000 * length_ms;
    co_await asyncio::sleep_ms(length_ms);
    bench::lateness_us.push_back(static_cast<std::uint32_t>(bench::monotonic_us() - end));
    ++bench::wakeups;
  }
}

asyncio::Coro<> all(bench::Sleepers sleepers) {
  for (int i = 0; i < sleepers.tasks; ++i) {
    const auto body = i % 16 == 0 ? &timed_sleeper : &sleeper;
    asyncio::create_task(body(bench::seed_of(i), sleepers.longest_ms));
  }
  co_await asyncio::sleep_ms(sleepers.longest_ms / 20);
  const bench::Watch watch;
  co_await asyncio::sleep_ms(sleepers.watched_ms);
  watch.report(sleepers.name);
}

void measure_memory(int tasks) {
  const long before = bench::resident_bytes();
  uasyncio::SimPort port(true);
  asyncio::Loop loop(port);
  (void)loop.run_until_complete([](int count) -> asyncio::Coro<> {
    for (int i = 0; i < count; ++i) asyncio::create_task(sleeper(bench::seed_of(i), 1'000));
    co_await asyncio::sleep_ms(0);
  }(tasks));
  const double used = static_cast<double>(uasyncio::FramePool::current().used());
  bench::report("memory per sleeping task, pool", used / tasks, "B");
  const double resident = static_cast<double>(bench::resident_bytes() - before);
  bench::report("memory per sleeping task, resident", resident / tasks, "B");
}

}  // namespace

int main() {
  measure_memory(100'000);
  for (const bench::Sleepers& sleepers : bench::all_sleepers) {
    uasyncio::UnixPort port;
    asyncio::Loop loop(port);
    (void)loop.run_until_complete(all(sleepers));
  }
}
