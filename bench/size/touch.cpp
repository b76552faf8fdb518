// SPDX-License-Identifier: MIT
// base.cpp and a touch pad as a pin; the button that an ESP32Touch makes of it is pushbutton.cpp's.
#include "bench/size/blink.hpp"

#include <uasyncio/drivers/touch.hpp>
#include <uasyncio/testing/touch.hpp>

asyncio::testing::TouchPad pad;
asyncio::TouchPin touch(pad, {.threshold = 20, .is_percent = true, .mean_of = 1}, 20);

asyncio::Coro<> app() {
  (void)touch.irq(asyncio::machine::Edge::falling, [](void*) { board::led3.toggle(); }, nullptr);
  auto sampler = asyncio::create_task(touch.run());
  auto task = asyncio::create_task(blink(board::led1, 500));
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
