// SPDX-License-Identifier: MIT
// base.cpp and a task group of two children.
#include "bench/size/blink.hpp"

asyncio::Coro<> children(asyncio::TaskGroup& group) {
  group.create_task(blink(board::led3, 700));
  group.create_task(blink(board::led3, 900));
  co_return;
}

asyncio::Coro<> run_group() { co_await asyncio::with(asyncio::TaskGroup(), children); }

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto other = asyncio::create_task(run_group());
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
