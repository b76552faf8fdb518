// SPDX-License-Identifier: MIT
// The frame pool of a chip: all of its memory goes to tasks of one size, then to coroutines of
// others, again and again.
#include "tests/target/check.hpp"

#include <uasyncio.hpp>

namespace asyncio = uasyncio;
using asyncio::Coro;
using asyncio::FramePool;

namespace {

template <int Words>
Coro<> kind() {
  volatile int room[Words] = {};
  room[0] = 1;
  co_await asyncio::sleep_ms(1);
  room[Words - 1] = room[0];
}

/// So many tasks can be had at once.
template <int Words>
Coro<int> burst() {
  int made = 0;
  while (asyncio::create_task(kind<Words>())) ++made;
  while (asyncio::Loop::running()->live_tasks() > 1) co_await asyncio::sleep_ms(1);
  co_return made;
}

Coro<> app() {
  asyncio::Loop::running()->set_exception_handler(
      [](asyncio::Loop&, const asyncio::ExceptionContext&) {});
  const std::size_t used = FramePool::current().used();
  const int small = co_await burst<1>();
  CHECK_EQUAL(FramePool::current().used(), used);
  const int large = co_await burst<40>();
  CHECK_AT_LEAST(large, small / 4);
  for (int round = 0; round != 20; ++round) {
    const int small_again = co_await burst<1>();
    CHECK_AT_LEAST(small_again, small * 8 / 10);  // runs of records, and what frames leave over
    const int large_again = co_await burst<40>();
    CHECK_AT_LEAST(large_again, large * 9 / 10);
  }
  CHECK_EQUAL(FramePool::current().used(), used);
  const std::size_t most = FramePool::current().free_bytes() * 9 / 10;
  void* const block = FramePool::current().allocate(most);
  CHECK_EQUAL(block != nullptr, true);
  FramePool::current().deallocate(block, most);
}

}  // namespace

int main() {
  asyncio::run(app());
  return target_test::status();
}
