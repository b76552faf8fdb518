// SPDX-License-Identifier: MIT
// base.cpp and an AADC, of a converter without hardware.
#include "bench/size/blink.hpp"

#include <uasyncio/drivers/aadc.hpp>
#include <uasyncio/testing/adc.hpp>

asyncio::testing::Adc adc;
asyncio::AADC knob(adc);

asyncio::Coro<> follow() {
  while (true) board::led3.value(co_await knob(2'000) > 30'000);
}

asyncio::Coro<> app() {
  auto follower = asyncio::create_task(follow());
  auto task = asyncio::create_task(blink(board::led1, 500));
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
