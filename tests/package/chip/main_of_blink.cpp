// SPDX-License-Identifier: MIT
// Two tasks.
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

namespace {

volatile int leds[2];

asyncio::Coro<> blink(volatile int& led, int ms) {
  while (true) {
    led = !led;
    co_await asyncio::sleep_ms(ms);
  }
}

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(leds[0], 250));
  co_await blink(leds[1], 400);
}

}  // namespace

void tick_hook() {}

int main() { asyncio::run(app()); }
