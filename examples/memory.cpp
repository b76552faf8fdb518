// SPDX-License-Identifier: MIT
// What coroutines and tasks take of the frame pool, and what happens when it is full.
// TEST: boards
#include <uasyncio.hpp>

#include <cstddef>

namespace asyncio = uasyncio;

// [work]
asyncio::Coro<> blink(int times) {
  for (int n = 0; n < times; ++n) co_await asyncio::sleep_ms(10);
}

template <std::size_t size>
asyncio::Coro<> receive(void (*fill)(unsigned char*)) {
  unsigned char packet[size];  // lives across the wait, so it is in the frame
  co_await asyncio::sleep_ms(10);
  fill(packet);
}
// [/work]

// [bytes]
template <class Make>
std::size_t bytes_of(Make make) {
  const std::size_t before = asyncio::FramePool::current().used();
  auto made = make();  // its memory is taken, it has not run yet
  return asyncio::FramePool::current().used() - before;
}
// [/bytes]

asyncio::Coro<> app() {
  const asyncio::FramePool& pool = asyncio::FramePool::current();
  // [peak]
  const std::size_t one = bytes_of([] { return asyncio::create_task(blink(1)); });
  co_await asyncio::sleep_ms(100);  // it is over
  const std::size_t before = pool.used();
  for (int n = 0; n < 3; ++n) asyncio::create_task(blink(5));
  co_await asyncio::sleep_ms(100);
  asyncio::print("three tasks at once take", (pool.peak() - before) / one, "times one");
  asyncio::print("all given back:", pool.used() == before);
  // [/peak]

  auto fill = [](unsigned char* packet) { *packet = 0; };
  // [frame]
  const std::size_t small = bytes_of([&] { return receive<44>(fill); });
  const std::size_t large = bytes_of([&] { return receive<300>(fill); });
  asyncio::print("256 bytes more of a local variable take", large - small);
  // [/frame]

  // [full]
  auto end = co_await asyncio::as_result(receive<8192>(fill));
  asyncio::print("a packet of 8192 bytes:", end.error());
  asyncio::print("refused were more than 8192 bytes:", pool.last_refused() > 8192);
  // [/full]
}

// [pool]
int main() {
  alignas(16) static unsigned char memory[4096];
  asyncio::FramePool pool(memory, sizeof memory);
  asyncio::FramePool* const before = asyncio::FramePool::exchange_current(&pool);
  asyncio::run(app());
  asyncio::FramePool::exchange_current(before);
}
// [/pool]
