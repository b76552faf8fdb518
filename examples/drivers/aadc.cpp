// SPDX-License-Identifier: MIT
// A knob on an analogue input: the program sleeps until it is turned by more than a little. It is
// turned by a task; on the Pico with ./run --panel it is on GP26, and you turn it.
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/aadc.hpp>

#include <board.hpp>
#if UASYNCIO_WIRED && UASYNCIO_BOARD_PICO
using Adc = decltype(board::adc);
#else
#include <uasyncio/testing/adc.hpp>
using uasyncio::testing::Adc;
#endif

namespace asyncio = uasyncio;

// [follow]
asyncio::Coro<> follow(Adc& adc) {
  asyncio::AADC knob(adc, {.period_ms = 10});
  while (true) {
    const int value = co_await knob(2'000);  // until it has moved by more than 2000
    asyncio::print("  the knob is at", value);
  }
}
// [/follow]

#if UASYNCIO_WIRED && UASYNCIO_BOARD_PICO
asyncio::Coro<> app() { co_await follow(board::adc); }
#else
asyncio::Coro<> app() {
  Adc adc(1'000);
  auto follower = asyncio::create_task(follow(adc));
  for (int value = 2'000; value <= 12'000; value += 1'000) {
    adc.set(static_cast<std::uint16_t>(value));
    co_await asyncio::sleep_ms(25);
  }
  if (asyncio::testing::is_watched()) co_await asyncio::sleep(20);  // your turn
  co_await asyncio::cancel_and_wait(follower);
}
#endif

int main() { asyncio::run(app()); }
