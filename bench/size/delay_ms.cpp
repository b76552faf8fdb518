// SPDX-License-Identifier: MIT
// base.cpp and a Delay_ms with a callback, triggered by an interrupt.
#include "bench/size/blink.hpp"

asyncio::Delay_ms delay([] { board::led3.toggle(); }, 1000);

extern "C" void timer1_handler() { delay.trigger(); }

asyncio::Coro<> wait() { co_await delay.wait(); }

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto other = asyncio::create_task(wait());
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
