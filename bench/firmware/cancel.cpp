// SPDX-License-Identifier: MIT
// Cancelling a task that sleeps: the request, what its next turn does (unwind, end), and all of it
// as one awaited call.
#include "bench/firmware/tasks.hpp"

namespace {

asyncio::Coro<> warm_up() {
  asyncio::Task<> task = asyncio::create_task(bench::sleeps(1000));
  co_await asyncio::sleep_ms(0);
  co_await asyncio::cancel_and_wait(task);
}

asyncio::Coro<> app() {
  co_await warm_up();
  asyncio::Task<> task = asyncio::create_task(bench::sleeps(100'000));
  co_await bench::settle();
  bench::count_begin();
  task.cancel();
  bench::count_end();
  bench::report("cancel, the request");
  co_await bench::settle();

  task = asyncio::create_task(bench::sleeps(100'000));
  co_await bench::settle();
  task.cancel();
  bench::count_begin();
  co_await asyncio::sleep_ms(0);
  bench::count_end();
  bench::report("cancel, delivered, and one switch");
  co_await bench::settle();

  task = asyncio::create_task(bench::sleeps(100'000));
  co_await bench::settle();
  bench::count_begin();
  co_await asyncio::cancel_and_wait(task);
  bench::count_end();
  bench::report("cancel_and_wait");
}

}  // namespace

int main() { asyncio::run(app()); }
