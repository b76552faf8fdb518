// SPDX-License-Identifier: MIT
// A queue that is shut down while a task waits for it: alone, and beside many tasks that wait for
// another one. Only its own waiters are touched.
#include "bench/host/tasks.hpp"

namespace {

constexpr int count = 200'000;
using Queue = asyncio::Queue<int, 1>;

asyncio::Coro<> takes(Queue& queue) { (void)co_await asyncio::as_result(queue.get()); }

asyncio::Coro<> shut_down() {
  for (int i = 0; i < count; ++i) {
    Queue queue;
    auto task = asyncio::create_task(takes(queue));
    co_await asyncio::sleep_ms(0);
    queue.shutdown();
    co_await task;
  }
}

asyncio::Coro<> shut_down_beside() {
  Queue other;
  for (int i = 0; i < 100'000; ++i) asyncio::create_task(takes(other));
  co_await asyncio::sleep_ms(0);
  const bench::Times start = bench::now();
  co_await shut_down();
  bench::report("queue shut down, 100,000 wait for another", bench::now() - start, count);
  for (asyncio::AnyTask task : asyncio::all_tasks()) task.cancel();
}

}  // namespace

int main() {
  bench::measure("queue shut down under its waiter", count, [] { asyncio::run(shut_down()); });
  asyncio::run(shut_down_beside());
}
