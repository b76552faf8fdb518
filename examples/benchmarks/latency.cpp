// SPDX-License-Identifier: MIT
// How long a driver that has to look again and again waits for its turn, among tasks that block for
// 2 ms each: for all of them if they are tasks like it, for none if they have low priority.
#include <uasyncio.hpp>
#include <uasyncio/machine/delay.hpp>

#include <algorithm>

namespace asyncio = uasyncio;

asyncio::Coro<> block(bool has_low_priority) {
  while (true) {
    if (has_low_priority) {
      co_await asyncio::after_ms(0);
    } else {
      co_await asyncio::sleep_ms(0);
    }
    asyncio::machine::delay_us(2'000);
  }
}

/// The longest of some waits, in milliseconds.
asyncio::Coro<int> poll() {
  const asyncio::Loop& loop = *asyncio::get_running_loop();
  asyncio::Time longest_us = 0;
  co_await asyncio::sleep_ms(0);
  for (int turn = 0; turn != 3; ++turn) {
    const asyncio::Time before_us = loop.time();
    co_await asyncio::sleep_ms(0);
    longest_us = std::max(longest_us, loop.time() - before_us);
  }
  co_return static_cast<int>(longest_us / asyncio::microseconds_per_millisecond);
}

asyncio::Coro<int> measure(int tasks, bool have_low_priority) {
  int longest_ms = 0;
  auto body = [&](asyncio::TaskGroup& group) -> asyncio::Coro<> {
    for (int n = 0; n != tasks; ++n) {
      // A chip may have no memory for so many: then that is the result.
      if (group.create_task(block(have_low_priority)).done()) co_return;
    }
    longest_ms = co_await poll();
    group.cancel();
  };
  co_await asyncio::with(asyncio::TaskGroup(), body);
  co_return longest_ms;
}

asyncio::Coro<> app() {
  for (const int tasks : {5, 10, 100, 200}) {
    const auto among_equals_ms = co_await asyncio::as_result(measure(tasks, false));
    const auto among_low_ms = co_await asyncio::as_result(measure(tasks, true));
    if (!among_equals_ms.ok() || !among_low_ms.ok()) {
      asyncio::print("among", tasks, "tasks: no memory");
      continue;
    }
    asyncio::print("among", tasks, "tasks:", *among_equals_ms,
                   "ms, of low priority:", *among_low_ms, "ms");
  }
}

int main() { asyncio::run(app()); }
