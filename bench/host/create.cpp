// SPDX-License-Identifier: MIT
// Creating tasks that end at once, and awaiting them: one by one, and 1,000 with a gather.
#include "bench/host/mallocs.hpp"
#include "bench/host/tasks.hpp"

#include <vector>

namespace {

constexpr int count = 1'000'000;
constexpr int at_once = 1'000;

asyncio::Coro<> one_by_one() {
  for (int i = 0; i < count; ++i) co_await asyncio::create_task(bench::empty());
}

asyncio::Coro<> gathered() {
  std::vector<asyncio::Task<>> tasks(at_once);
  for (int i = 0; i < count / at_once; ++i) {
    for (auto& task : tasks) task = asyncio::create_task(bench::empty());
    co_await asyncio::gather(tasks);
  }
}

}  // namespace

int main() {
  bench::measure_with_mallocs("create + await a task", "create + await a task, mallocs", count,
                              [] { asyncio::run(one_by_one()); });
  bench::measure_with_mallocs("gather of 1,000, each", "gather of 1,000, each, mallocs", count,
                              [] { asyncio::run(gathered()); });
}
