// SPDX-License-Identifier: MIT
// A mistake: an event goes while a task waits for it.
// TEST: errors
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> beep(asyncio::Event& pressed) {
  co_await pressed.wait();
  asyncio::print("beep");
}

// [start]
asyncio::Coro<> start() {
  asyncio::Event pressed("pressed");
  asyncio::create_task(beep(pressed), {.name = "beep"});
  co_await asyncio::sleep_ms(10);
}  // the event goes here, its task does not
// [/start]

asyncio::Coro<> app() {
  co_await start();
  co_await asyncio::sleep(1);
}

int main() { asyncio::run(app()); }
