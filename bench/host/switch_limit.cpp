// SPDX-License-Identifier: MIT
// The same as switch.cpp.
#include "bench/host/limit.hpp"

namespace {

using bench::limit::Task;

Task yields(int count) {
  for (int i = 0; i < count; ++i) co_await bench::limit::Yield();
}

Task all(int tasks, int count) {
  std::vector<Task> running;
  for (int i = 0; i < tasks; ++i) {
    running.push_back(yields(count));
    bench::limit::loop.make_ready(running.back().promise());
  }
  for (Task& task : running) co_await task;
}

void measure(const char* name, int tasks, int count) {
  bench::measure(name, static_cast<long>(tasks) * count,
                 [=] { bench::limit::loop.run_until(all(tasks, count)); });
}

}  // namespace

int main() {
  measure("switch, 1 task", 1, 2'000'000);
  measure("switch, 1,000 tasks", 1'000, 2'000);
  measure("switch, 100,000 tasks", 100'000, 20);
}
