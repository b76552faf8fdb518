// SPDX-License-Identifier: MIT
// A Message is a flag that carries a value: an interrupt handler or another thread sets it, any
// number of tasks wait for it. It has one slot; a value that nobody has taken is overwritten. To
// keep every value, use a ThreadSafeQueue.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Message<int> measured;

// [handler]
void on_conversion(int value) { measured.set(value); }  // in the interrupt
// [/handler]

// [wait]
asyncio::Coro<> show() {
  while (auto value = co_await measured.next()) asyncio::print("  measured", *value);
}
// [/wait]

asyncio::Coro<> app() {
  auto shown = asyncio::create_task(show(), {.name = "show"});
  for (int value : {100, 200}) {
    co_await asyncio::sleep_ms(10);
    on_conversion(value);
  }
  co_await asyncio::sleep_ms(10);
  on_conversion(300);
  on_conversion(400);  // too fast: 300 is overwritten
  co_await asyncio::sleep_ms(10);
  co_await asyncio::cancel_and_wait(shown);
}

int main() { asyncio::run(app()); }
