// SPDX-License-Identifier: MIT
// Sleeping: from the await, through the alarm and the processor's sleep, to what follows the await.
#include "bench/firmware/tasks.hpp"

namespace {

constexpr int rounds = 20;

asyncio::Coro<> app() {
  co_await bench::settle();
  bench::count_begin();
  for (int i = 0; i < rounds; ++i) co_await asyncio::sleep_ms(1);
  bench::count_end();
  bench::report("sleep + resume, 1 task", rounds);

  asyncio::Task<> sleeping[9];
  for (asyncio::Task<>& one : sleeping) one = asyncio::create_task(bench::sleeps(100'000));
  co_await bench::settle();
  bench::count_begin();
  for (int i = 0; i < rounds; ++i) co_await asyncio::sleep_ms(1);
  bench::count_end();
  bench::report("sleep + resume, 9 more sleeping", rounds);
}

}  // namespace

int main() { asyncio::run(app()); }
