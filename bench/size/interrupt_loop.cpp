// SPDX-License-Identifier: MIT
// base.cpp, one of whose LEDs blinks in an interrupt.
#include "bench/size/blink.hpp"

#include <array>
#include <uasyncio/core/interrupt_loop.hpp>

std::array<std::byte, 512> memory;
asyncio::InterruptLoop urgent(memory);

asyncio::Coro<> app() {
  urgent.start([] { return blink(board::led1, 500); });
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
