// SPDX-License-Identifier: MIT
// A touch pad as a button. The pad measures what a task sets: a finger, warmth, and a finger that
// does not go away.
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/touch.hpp>
#include <uasyncio/testing/touch.hpp>

namespace asyncio = uasyncio;
using asyncio::testing::TouchPad;

// [button]
void say(const char* what) { asyncio::print("  ", what); }

asyncio::Coro<> use(TouchPad& pad) {
  asyncio::ESP32Touch touch(pad, {.threshold = 80});  // touched: less than 80 % of the untouched
  asyncio::OwnedTask<> sampler(asyncio::create_task(touch.run()));
  touch.press_func(say, "pressed");
  touch.release_func(say, "released");
  co_await asyncio::sleep(60);
  asyncio::print("touches that did not end:", touch.detector().stuck());
}
// [/button]

asyncio::Coro<> finger(TouchPad& pad, int milliseconds) {
  pad.touch(-400);
  co_await asyncio::sleep_ms(milliseconds);
  pad.touch(0);
  co_await asyncio::sleep(1);
}

asyncio::Coro<> app() {
  TouchPad pad(1'000);
  auto user = asyncio::create_task(use(pad));
  co_await asyncio::sleep(1);
  asyncio::print("a finger");
  co_await finger(pad, 200);
  asyncio::print("warmth");
  for (std::uint32_t value = 1'000; value > 750; --value) {
    pad.drift(value);
    co_await asyncio::sleep_ms(40);
  }
  asyncio::print("a drop of water");
  co_await finger(pad, 40'000);
  co_await user;
}

int main() { asyncio::run(app()); }
