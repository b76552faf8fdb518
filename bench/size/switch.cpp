// SPDX-License-Identifier: MIT
// base.cpp and a Switch with a callback and an event.
#include "bench/size/blink.hpp"

#include <uasyncio/drivers/switch.hpp>

asyncio::Switch contact(board::button);

asyncio::Coro<> app() {
  contact.close_func([] { board::led3.on(); });
  auto task = asyncio::create_task(blink(board::led1, 500));
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
