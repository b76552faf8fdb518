// SPDX-License-Identifier: MIT
// An item through a queue: without waiting, and from the put to the next instruction of a task that
// waits for it, the putter's suspension between them.
#include "bench/firmware/tasks.hpp"

namespace {

constexpr int rounds = 100;

asyncio::Queue<int, 4> queue;

asyncio::Coro<> getter() {
  while (true) {
    (void)co_await queue.get();
    bench::count_end();
  }
}

asyncio::Coro<> put() {
  bench::count_begin();
  co_await queue.put(1);
  co_await asyncio::sleep_ms(0);
}

asyncio::Coro<> puts(int count) {
  for (int i = 0; i < count; ++i) co_await queue.put(i);
}

asyncio::Coro<> gets(int count) {
  for (int i = 0; i < count; ++i) (void)co_await queue.get();
}

asyncio::Coro<> app() {
  bench::count_begin();
  for (int i = 0; i < rounds; ++i) {
    queue.put_nowait(i);
    (void)queue.get_nowait();
  }
  bench::count_end();
  bench::report("queue item, put_nowait + get_nowait", rounds);
  co_await bench::settle();

  bench::count_begin();
  for (int i = 0; i < rounds; ++i) {
    co_await queue.put(i);
    (void)co_await queue.get();
  }
  bench::count_end();
  bench::report("queue item, put + get, nobody waits", rounds);
  co_await bench::settle();

  // Both tasks wait again and again: for four places, then for four items.
  asyncio::Task<> from = asyncio::create_task(puts(rounds));
  bench::count_begin();
  co_await gets(rounds);
  bench::count_end();
  bench::report("queue item, put + get by two tasks that wait", rounds);

  asyncio::Task<> task = asyncio::create_task(getter());
  co_await bench::settle();
  co_await put();
  bench::report("queue put to waiting getter running");
}

}  // namespace

int main() { asyncio::run(app()); }
