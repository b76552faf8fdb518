// SPDX-License-Identifier: MIT
// base.cpp and a NEC_IR with a callback.
#include "bench/size/blink.hpp"

#include <uasyncio/drivers/nec_ir.hpp>

asyncio::NEC_IR ir(board::button, [](int data, int) { board::led3.value(data == 1); });

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
