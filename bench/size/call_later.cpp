// SPDX-License-Identifier: MIT
// base.cpp and a delayed call.
#include "bench/size/blink.hpp"

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  asyncio::Loop::running()->call_later_ms(1000, [] { board::led3.toggle(); });
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
