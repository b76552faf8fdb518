// SPDX-License-Identifier: MIT
// How long a turn takes: so many tasks that give way again and again. In virtual time it takes
// none; on a board, or on the host, the figures are what the loop's clock says.
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> take_turns(int turns) {
  for (int turn = 0; turn != turns; ++turn) co_await asyncio::sleep_ms(0);
}

asyncio::Coro<> measure(int tasks) {
  constexpr int turns = 50;
  const asyncio::Loop& loop = *asyncio::get_running_loop();
  asyncio::Time start_us = 0;
  auto body = [&](asyncio::TaskGroup& group) -> asyncio::Coro<> {
    for (int n = 0; n != tasks; ++n) group.create_task(take_turns(turns));
    start_us = loop.time();
    co_return;
  };
  co_await asyncio::with(asyncio::TaskGroup(), body);
  const auto took_us = static_cast<int>(loop.time() - start_us);
  asyncio::print(tasks, "tasks,", tasks * turns, "turns:", took_us, "us,",
                 took_us * 10 / (tasks * turns), "tenths of a us each");
}

asyncio::Coro<> app() {
  for (const int tasks : {3, 10, 100}) co_await measure(tasks);
}

int main() { asyncio::run(app()); }
