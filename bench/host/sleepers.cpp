// Many tasks that sleep 1 to 1000 ms: CPU time for each wakeup, and memory.
#include "bench/host/sleepers.hpp"
#include "bench/host/tasks.hpp"

#include "ports/unix/unix_port.hpp"

#include "uasyncio/kernel/frame_pool.hpp"

namespace {

asyncio::Coro<> sleeper(unsigned seed, int count) {
  for (int i = 0; i < count; ++i) co_await asyncio::sleep_ms(bench::next_length_ms(seed));
}

asyncio::Coro<> all(int tasks, int count) {
  for (int i = 0; i < tasks; ++i) asyncio::create_task(sleeper(bench::seed_of(i), count));
  co_return;
}

template <class Port>
void play(int tasks, int count) {
  Port port;
  asyncio::Loop loop(port);
  (void)loop.run_until_complete(all(tasks, count));
  loop.run_forever();
}

void measure_memory(int tasks) {
  const long before = bench::resident_bytes();
  uasyncio::SimPort port(true);
  asyncio::Loop loop(port);
  (void)loop.run_until_complete(all(tasks, 1));
  const double used = static_cast<double>(uasyncio::FramePool::current().used());
  bench::report("memory per sleeping task, pool", used / tasks, "B");
  const double resident = static_cast<double>(bench::resident_bytes() - before);
  bench::report("memory per sleeping task, resident", resident / tasks, "B");
}

void measure(const char* name, const char* virtual_name, int tasks, int count) {
  const long wakeups = static_cast<long>(tasks) * count;
  bench::measure(name, wakeups, [=] { play<uasyncio::UnixPort>(tasks, count); });
  bench::measure(virtual_name, wakeups, [=] { play<uasyncio::SimPort>(tasks, count); });
}

}  // namespace

int main() {
  measure_memory(100'000);
  measure("100,000 sleeping tasks, a wakeup", "100,000 sleeping tasks, a wakeup, virtual time",
          100'000, 2);
  measure("1,000,000 sleeping tasks, a wakeup", "1,000,000 sleeping tasks, a wakeup, virtual time",
          1'000'000, 2);
}
