// SPDX-License-Identifier: MIT
// base.cpp and a failure that is caught.
#include "bench/size/blink.hpp"

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  (void)co_await asyncio::as_result(blink(board::led2, 300));
}

int main() { asyncio::run(app()); }
