// SPDX-License-Identifier: MIT
// A worker pool with back-pressure: a fast source, three slow workers, and a queue with room for
// four parts between them. When the queue is full the source has to wait, so memory never grows.
// The workers live in a task group: if one fails, all of them and the source end.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

constexpr int parts = 12;
constexpr int workers = 3;
using Belt = asyncio::Queue<int, 4>;

// [worker]
asyncio::Coro<> work(Belt& belt, int worker, int& sum) {
  while (auto part = co_await belt.next()) {
    co_await asyncio::sleep_ms(100 + 7 * worker);
    asyncio::print("  worker", worker, "finished part", *part);
    sum += *part;
  }
}
// [/worker]

// [pool]
asyncio::Coro<int> process(int count) {
  Belt belt;
  int sum = 0;
  auto pool = [&](asyncio::TaskGroup& group) -> asyncio::Coro<> {
    for (int worker = 1; worker <= workers; ++worker) {
      group.create_task(work(belt, worker, sum));
    }
    for (int part = 1; part <= count; ++part) {
      if (belt.full()) asyncio::print("the belt is full, part", part, "waits");
      co_await belt.put(part);
    }
    belt.shutdown();  // no more parts: the workers end when the belt is empty
  };
  co_await asyncio::with(asyncio::TaskGroup(), pool);
  co_return sum;
}
// [/pool]

asyncio::Coro<> app() { asyncio::print("sum of all parts:", co_await process(parts)); }

int main() { asyncio::run(app()); }
