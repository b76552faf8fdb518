// SPDX-License-Identifier: MIT
// What Python writes as `async for` is a loop around `next()`, which gives the next item, or
// nothing at the end. Generators and queues have it, and all that hands over one thing after the
// other. A generator that is dropped is unwound like any coroutine: its destructors run.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

// [generator]
asyncio::AsyncGenerator<int> count_down(int from, int period_ms) {
  asyncio::on_cancel tidy([] { asyncio::print("  the generator tidies up"); });
  for (int n = from; n > 0; --n) {
    co_await asyncio::sleep_ms(period_ms);
    co_yield n;
  }
}
// [/generator]

// [loop]
asyncio::Coro<> launch_rocket() {
  auto seconds = count_down(3, 1000);
  while (auto n = co_await seconds.next()) asyncio::print(*n);
  asyncio::print("lift-off");
}
// [/loop]

asyncio::Coro<> abort_launch() {
  auto seconds = count_down(10, 1000);
  while (auto n = co_await seconds.next()) {
    asyncio::print(*n);
    if (*n == 9) break;
  }
  asyncio::print("aborted");
}

// [queue]
asyncio::Coro<> put_words(asyncio::Queue<const char*, 2>& words) {
  for (const char* word : {"one", "two", "three"}) co_await words.put(word);
  words.shutdown();
}

asyncio::Coro<> read_words(asyncio::Queue<const char*, 2>& words) {
  while (auto word = co_await words.next()) asyncio::print(*word);
}
// [/queue]

asyncio::Coro<> app() {
  co_await launch_rocket();
  co_await abort_launch();
  asyncio::Queue<const char*, 2> words;
  co_await asyncio::gather(put_words(words), read_words(words));
}

int main() { asyncio::run(app()); }
