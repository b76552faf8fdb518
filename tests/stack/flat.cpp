// SPDX-License-Identifier: MIT
// The stack stays where it is, however many awaits do not wait, and however deep coroutines nest.
#include <uasyncio.hpp>

#include "ports/bare_metal/diagnosis.hpp"

namespace asyncio = uasyncio;
using asyncio::platform::stack_used;

namespace {

constexpr int allowed_growth = 192;  // an interrupt may come at a deeper moment: 136 bytes at -O0
int failures = 0;

asyncio::Coro<int> ready(int value) { co_return value; }

asyncio::Coro<> awaits(int count) {
  int sum = 0;
  for (int i = 0; i < count; ++i) sum += co_await ready(1);
  if (sum != count) ++failures;
}

asyncio::Coro<> yields(int count) {
  for (int i = 0; i < count; ++i) co_await asyncio::sleep_ms(0);
}

asyncio::Coro<> finished(int count) {
  auto task = asyncio::create_task(yields(1));
  for (int i = 0; i < count; ++i) co_await task;
}

asyncio::Coro<> nested(int depth) {
  if (depth > 0) {
    co_await nested(depth - 1);
  } else {
    co_await asyncio::sleep(1000);
  }
}

/// Unwinds `depth` frames.
asyncio::Coro<> cancelled(int depth) {
  auto task = asyncio::create_task(nested(depth));
  co_await asyncio::sleep_ms(1);
  co_await asyncio::cancel_and_wait(task);
}

/// Children that fail or end at once, each in a task of its own.
asyncio::Coro<> tasks(int count) {
  for (int i = 0; i < count; ++i) {
    auto task = asyncio::create_task(awaits(1));
    co_await task;
  }
}

template <class Work>
asyncio::Coro<> check(const char* name, Work work, int few, int many) {
  // [stack]
  co_await work(few);
  const int before = static_cast<int>(stack_used());
  co_await work(many);
  const int growth = static_cast<int>(stack_used()) - before;
  // [/stack]
  if (growth > allowed_growth) ++failures;
  asyncio::print(name, "used", before, "grew", growth);
}

asyncio::Coro<> program() {
  co_await check("ready awaits", awaits, 10, 10'000);
  co_await check("yields", yields, 10, 1'000);
  co_await check("finished task", finished, 10, 10'000);
  co_await check("tasks", tasks, 10, 1'000);
  co_await check("cancelled", cancelled, 2, 80);
}

}  // namespace

int main() {
  asyncio::run(program());
  return failures == 0 ? 0 : 1;
}
