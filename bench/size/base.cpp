// SPDX-License-Identifier: MIT
// The smallest useful program: two tasks that blink.
#include "bench/size/blink.hpp"

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
