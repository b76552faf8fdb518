// SPDX-License-Identifier: MIT
// Switching between tasks that are ready: sleep_ms(0).
#include "bench/host/tasks.hpp"

#include <algorithm>
#include <vector>

namespace {

asyncio::Coro<> yields(int count) {
  for (int i = 0; i < count; ++i) co_await asyncio::sleep_ms(0);
}

asyncio::Coro<> all(int tasks, int count) {
  std::vector<asyncio::Task<>> running;
  for (int i = 0; i < tasks; ++i) running.push_back(asyncio::create_task(yields(count)));
  for (auto& task : running) co_await task;
}

void measure(const char* name, const char* virtual_name, int tasks, int count) {
  constexpr int most = 9'000;  // 10,000 passes of tasks that only yield are reported: 10 s
  const long steps = static_cast<long>(tasks) * count;
  bench::measure(name, steps, [=] { asyncio::run(all(tasks, count)); });
  bench::measure(virtual_name, steps, [=] {
    for (int left = count; left > 0; left -= most) {
      bench::run_in_virtual_time(all(tasks, std::min(left, most)));
    }
  });
}

}  // namespace

int main() {
  measure("switch, 1 task", "switch, 1 task, virtual time", 1, 2'000'000);
  measure("switch, 1,000 tasks", "switch, 1,000 tasks, virtual time", 1'000, 2'000);
  measure("switch, 100,000 tasks", "switch, 100,000 tasks, virtual time", 100'000, 20);
}
