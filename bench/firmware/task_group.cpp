// SPDX-License-Identifier: MIT
// A task group of one child that ends at once; `create + await a task` is a part of it.
#include "bench/firmware/tasks.hpp"

namespace {

constexpr int rounds = 100;

asyncio::Coro<> one_child(asyncio::TaskGroup& group) {
  group.create_task(bench::empty());
  co_return;
}

asyncio::Coro<> app() {
  co_await asyncio::with(asyncio::TaskGroup(), one_child);
  co_await bench::settle();

  bench::count_begin();
  for (int i = 0; i < rounds; ++i) co_await asyncio::with(asyncio::TaskGroup(), one_child);
  bench::count_end();
  bench::report("task group of one child", rounds);
}

}  // namespace

int main() { asyncio::run(app()); }
