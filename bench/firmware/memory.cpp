// SPDX-License-Identifier: MIT
// RAM: a sleeping task (record and frame), and the stack after many awaits that never suspend.
#include "bench/firmware/tasks.hpp"

#include "ports/bare_metal/diagnosis.hpp"

#include "uasyncio/kernel/frame_pool.hpp"

namespace {

std::size_t used() { return uasyncio::FramePool::current().used(); }

asyncio::Coro<> sleeps_thrice(int ms) {
  while (true) {
    co_await asyncio::sleep_ms(ms);
    co_await asyncio::sleep_ms(ms);
    co_await asyncio::sleep_ms(ms);
  }
}

asyncio::Coro<> waits(asyncio::Event& event) {
  while (true) {
    co_await event.wait();
    event.clear();
  }
}

asyncio::Coro<> app() {
  const std::size_t before = used();
  auto one = asyncio::create_task(bench::sleeps(1000));
  const std::size_t with_one = used();
  auto two = asyncio::create_task(sleeps_thrice(1000));
  const std::size_t with_two = used();
  asyncio::Event event;
  auto three = asyncio::create_task(waits(event));
  const std::size_t with_three = used();
  bench::report_bytes("sleeping task", with_one - before);
  bench::report_bytes("sleeping task with 3 sleeps", with_two - with_one);
  bench::report_bytes("task that waits for an event", with_three - with_two);
  bench::report_bytes("task record", sizeof(uasyncio::kernel::TaskHeader));

  co_await bench::settle();
  for (int i = 0; i < 10; ++i) co_await bench::empty();
  const std::size_t stack = uasyncio::platform::stack_used();
  for (int i = 0; i < 10'000; ++i) co_await bench::empty();
  const std::size_t grown = uasyncio::platform::stack_used() - stack;
  bench::report_bytes("stack growth, 10,000 ready awaits", grown);
  bench::report_bytes("stack", uasyncio::platform::stack_used());
}

}  // namespace

int main() { asyncio::run(app()); }
