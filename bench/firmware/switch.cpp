// SPDX-License-Identifier: MIT
// Switching between tasks that are ready: sleep_ms(0).
#include "bench/firmware/tasks.hpp"

namespace {

constexpr int rounds = 100;

asyncio::Coro<> alone() {
  bench::count_begin();
  for (int i = 0; i < rounds; ++i) co_await asyncio::sleep_ms(0);
  bench::count_end();
  bench::report("switch, 1 task", rounds);
}

// The others go round with this task: the region has `rounds` turns of each.
template <int tasks>
asyncio::Coro<> among(const char* name) {
  asyncio::Task<> others[tasks - 1];
  for (asyncio::Task<>& other : others) other = asyncio::create_task(bench::yields(2 * rounds));
  co_await bench::yields(2);
  bench::count_begin();
  for (int i = 0; i < rounds; ++i) co_await asyncio::sleep_ms(0);
  bench::count_end();
  bench::report(name, rounds * tasks);
  for (asyncio::Task<>& other : others) co_await other;
}

asyncio::Coro<> app() {
  co_await bench::settle();
  co_await alone();
  co_await bench::settle();
  co_await among<4>("switch, 4 tasks");
  co_await bench::settle();
  co_await among<10>("switch, 10 tasks");
}

}  // namespace

int main() { asyncio::run(app()); }
