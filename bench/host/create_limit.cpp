// SPDX-License-Identifier: MIT
// The same as create.cpp, one by one.
#include "bench/host/limit.hpp"

namespace {

using bench::limit::Task;
constexpr int count = 1'000'000;

Task empty() { co_return; }

Task one_by_one() {
  for (int i = 0; i < count; ++i) {
    Task task = empty();
    bench::limit::loop.make_ready(task.promise());
    co_await task;
  }
}

}  // namespace

int main() {
  bench::measure("create + await a task", count,
                 [] { bench::limit::loop.run_until(one_by_one()); });
}
