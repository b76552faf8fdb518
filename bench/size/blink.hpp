// SPDX-License-Identifier: MIT
// What the size programs share: the blinking task of a base program.
#pragma once

#include <board.hpp>
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> blink(auto& led, int ms) {
  while (true) {
    led.toggle();
    co_await asyncio::sleep_ms(ms);
  }
}
