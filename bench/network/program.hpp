// SPDX-License-Identifier: MIT
// What the programs with a network share: two tasks that blink, and a third that uses the network.
#pragma once

#include "bench/network/answer.hpp"
#include "bench/size/blink.hpp"

asyncio::Coro<> use_network();

inline asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto network = asyncio::create_task(use_network());
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
