// SPDX-License-Identifier: MIT
// base.cpp and an Encoder with a callback.
#include "bench/size/blink.hpp"

#include <uasyncio/drivers/encoder.hpp>

asyncio::Encoder knob(board::button, board::button, {},
                      [](int value, int) { board::led3.value(value != 0); });

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
