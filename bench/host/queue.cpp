// SPDX-License-Identifier: MIT
// One task puts items into a bounded queue, another gets them: a put and a get.
#include "bench/host/tasks.hpp"

namespace {

constexpr int count = 1'000'000;

template <class Queue>
asyncio::Coro<> produce(Queue& queue) {
  for (int i = 0; i < count; ++i) co_await queue.put(i);
}

template <class Queue>
asyncio::Coro<> consume(Queue& queue) {
  for (int i = 0; i < count; ++i) (void)co_await queue.get();
}

template <std::size_t size>
asyncio::Coro<> play() {
  asyncio::Queue<int, size> queue;
  co_await asyncio::gather(produce(queue), consume(queue));
}

}  // namespace

int main() {
  bench::measure("queue item, room for 16", count, [] { asyncio::run(play<16>()); });
  bench::measure("queue item, room for 1", count, [] { asyncio::run(play<1>()); });
}
