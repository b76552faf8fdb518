// SPDX-License-Identifier: MIT
// base.cpp and a SynCom of 64 bytes and 4 texts.
#include "bench/size/blink.hpp"

#include <uasyncio/drivers/link/syncom.hpp>

asyncio::SynComPins pins{board::button, board::led3, board::button, board::led2};
asyncio::SynCom<64, 4> link(false, pins);

asyncio::Coro<> answer() {
  for (;;) {
    const auto text = co_await link.await_obj();
    if (text) (void)link.send(*text);
  }
}

asyncio::Coro<> app() {
  auto runner = asyncio::create_task(link.run());
  auto answers = asyncio::create_task(answer());
  auto task = asyncio::create_task(blink(board::led1, 500));
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
