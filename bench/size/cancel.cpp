// SPDX-License-Identifier: MIT
// base.cpp and cancelling a task and waiting for its end.
#include "bench/size/blink.hpp"

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  co_await asyncio::cancel_and_wait(task);
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
