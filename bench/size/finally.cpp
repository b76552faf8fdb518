// SPDX-License-Identifier: MIT
// base.cpp and a cleanup that awaits.
#include "bench/size/blink.hpp"

asyncio::Coro<> cleanup() { co_await asyncio::sleep_ms(1); }

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  co_await asyncio::finally(blink(board::led2, 300), cleanup());
}

int main() { asyncio::run(app()); }
