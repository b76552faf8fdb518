// SPDX-License-Identifier: MIT
// base.cpp and a wait_for.
#include "bench/size/blink.hpp"

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  co_await asyncio::wait_for_ms(blink(board::led2, 300), 1000);
}

int main() { asyncio::run(app()); }
