// SPDX-License-Identifier: MIT
// An event: from set to the waiter's next instruction, the setter's suspension between them.
#include "bench/firmware/tasks.hpp"

namespace {

asyncio::Event event;

asyncio::Coro<> waiter() {
  while (true) {
    co_await event.wait();
    bench::count_end();
    event.clear();
  }
}

asyncio::Coro<> set() {
  bench::count_begin();
  event.set();
  co_await asyncio::sleep_ms(0);
}

asyncio::Coro<> app() {
  asyncio::Task<> task = asyncio::create_task(waiter());
  co_await bench::settle();
  co_await set();
  bench::report("event set to waiter running");
}

}  // namespace

int main() { asyncio::run(app()); }
