// SPDX-License-Identifier: MIT
// base.cpp and a Pushbutton with its four callbacks.
#include "bench/size/blink.hpp"

#include <uasyncio/drivers/pushbutton.hpp>

asyncio::Pushbutton button(board::button);

asyncio::Coro<> app() {
  button.press_func([] { board::led3.on(); });
  button.release_func([] { board::led3.off(); });
  button.double_func([] { board::led3.toggle(); });
  button.long_func([] { board::led3.toggle(); });
  auto task = asyncio::create_task(blink(board::led1, 500));
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
