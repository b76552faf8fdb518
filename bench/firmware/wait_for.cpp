// SPDX-License-Identifier: MIT
// wait_for of something that is ready at once, and of something that suspends once: the switch is
// part of it.
#include "bench/firmware/tasks.hpp"

namespace {

constexpr int rounds = 100;

asyncio::Coro<> suspends_once() { co_await asyncio::sleep_ms(0); }

asyncio::Coro<> app() {
  co_await asyncio::wait_for_ms(bench::empty(), 10'000);
  co_await bench::settle();

  bench::count_begin();
  for (int i = 0; i < rounds; ++i) co_await asyncio::wait_for_ms(bench::empty(), 10'000);
  bench::count_end();
  bench::report("wait_for of something ready", rounds);
  co_await bench::settle();

  bench::count_begin();
  for (int i = 0; i < rounds; ++i) co_await asyncio::wait_for_ms(suspends_once(), 10'000);
  bench::count_end();
  bench::report("wait_for of something that suspends once", rounds);
}

}  // namespace

int main() { asyncio::run(app()); }
