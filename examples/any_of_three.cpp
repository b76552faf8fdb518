// SPDX-License-Identifier: MIT
// WaitAny waits for the first of several things: two events, and a Delay_ms as the time limit. The
// losers keep their signal, so nothing that happens meanwhile is lost.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

// [wait]
asyncio::Coro<> watch(asyncio::Event& door, asyncio::Event& window) {
  asyncio::Delay_ms quiet(3'000);
  asyncio::WaitAny any(door, window, quiet);
  while (true) {
    quiet.trigger();
    auto winner = co_await any.wait();
    if (winner == door) {
      asyncio::print("  the door was opened");
      door.clear();
    } else if (winner == window) {
      asyncio::print("  the window was opened");
      window.clear();
    } else {
      asyncio::print("  nothing for three seconds");
      co_return;
    }
  }
}
// [/wait]

asyncio::Coro<> app() {
  asyncio::Event door, window;
  auto watcher = asyncio::create_task(watch(door, window), {.name = "watcher"});
  co_await asyncio::sleep(1);
  asyncio::print("window");
  window.set();
  co_await asyncio::sleep(2);
  asyncio::print("both at once");
  window.set();
  door.set();
  co_await asyncio::sleep_ms(2'900);
  asyncio::print("door, just in time");
  door.set();
  co_await watcher;
}

int main() { asyncio::run(app()); }
