// SPDX-License-Identifier: MIT
// Cancelling a task that sleeps and awaiting its end, without exceptions: with its creation and its
// first step, and of 1,000 tasks that are there already.
#include "bench/host/mallocs.hpp"
#include "bench/host/tasks.hpp"

#include <vector>

namespace {

constexpr int count = 250'000;
constexpr int at_once = 1'000;

asyncio::Coro<> one_by_one() {
  for (int i = 0; i < count; ++i) {
    auto task = asyncio::create_task(bench::sleeps_for_ever());
    co_await asyncio::sleep_ms(0);
    co_await asyncio::cancel_and_wait(task);
  }
}

asyncio::Coro<> cancel_all() {
  std::vector<asyncio::Task<>> tasks(at_once);
  bench::Times total;
  for (int i = 0; i < count / at_once; ++i) {
    for (auto& task : tasks) task = asyncio::create_task(bench::sleeps_for_ever());
    co_await asyncio::sleep_ms(0);
    const bench::Times start = bench::now();
    for (auto& task : tasks) co_await asyncio::cancel_and_wait(task);
    total += bench::now() - start;
  }
  bench::report("cancel + await", total, count);
}

}  // namespace

int main() {
  bench::measure_with_mallocs("create, start, cancel + await",
                              "create, start, cancel + await, mallocs", count,
                              [] { asyncio::run(one_by_one()); });
  asyncio::run(cancel_all());
}
