// SPDX-License-Identifier: MIT
// base.cpp and the policy io_first instead of round_robin.
#include "bench/size/blink.hpp"

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app(), asyncio::Policy::io_first); }
