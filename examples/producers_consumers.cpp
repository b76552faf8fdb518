// SPDX-License-Identifier: MIT
// Two producers fill a queue that has room for two jobs, three consumers empty it. A full queue
// makes the producers wait, an empty one the consumers. `join` waits until all jobs are done, and
// `shutdown` then sends the consumers home.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

using Jobs = asyncio::Queue<int, 2>;

// [producer]
asyncio::Coro<> produce(Jobs& jobs, int first, int last) {
  for (int job = first; job <= last; ++job) {
    co_await jobs.put(job);
    asyncio::print("job", job, "is in the queue");
  }
}
// [/producer]

// [consumer]
asyncio::Coro<> consume(Jobs& jobs, const char* name, int milliseconds_per_job) {
  while (auto job = co_await jobs.next()) {
    co_await asyncio::sleep_ms(milliseconds_per_job);
    asyncio::print("  ", name, "did job", *job);
    jobs.task_done();
  }
  asyncio::print("  ", name, "goes home");
}
// [/consumer]

// [app]
asyncio::Coro<> app() {
  Jobs jobs;
  auto anna = asyncio::create_task(consume(jobs, "Anna", 210), {.name = "Anna"});
  auto ben = asyncio::create_task(consume(jobs, "Ben", 330), {.name = "Ben"});
  auto cleo = asyncio::create_task(consume(jobs, "Cleo", 550), {.name = "Cleo"});

  co_await asyncio::gather(produce(jobs, 1, 4), produce(jobs, 11, 14));
  co_await jobs.join();
  asyncio::print("All jobs are done.");

  jobs.shutdown();
  co_await asyncio::gather(anna, ben, cleo);
}
// [/app]

int main() { asyncio::run(app()); }
