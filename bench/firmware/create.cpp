// SPDX-License-Identifier: MIT
// Creating a task that ends at once, and awaiting it: the two switches are part of it. Awaiting a
// coroutine without a task, to compare.
#include "bench/firmware/tasks.hpp"

namespace {

constexpr int rounds = 100;

asyncio::Coro<> app() {
  co_await asyncio::create_task(bench::empty());
  co_await bench::settle();

  bench::count_begin();
  for (int i = 0; i < rounds; ++i) co_await asyncio::create_task(bench::empty());
  bench::count_end();
  bench::report("create + await a task", rounds);
  co_await bench::settle();

  bench::count_begin();
  for (int i = 0; i < rounds; ++i) co_await bench::empty();
  bench::count_end();
  bench::report("await a coroutine", rounds);
}

}  // namespace

int main() { asyncio::run(app()); }
