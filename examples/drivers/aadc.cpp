// SPDX-License-Identifier: MIT
// A knob on an analogue input: the program sleeps until it is turned by more than a little. It is
// turned by a task.
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/aadc.hpp>
#include <uasyncio/testing/adc.hpp>

namespace asyncio = uasyncio;
using asyncio::testing::Adc;

// [follow]
asyncio::Coro<> follow(Adc& adc) {
  asyncio::AADC knob(adc, {.period_ms = 10});
  while (true) {
    const int value = co_await knob(2'000);  // until it has moved by more than 2000
    asyncio::print("  the knob is at", value);
  }
}
// [/follow]

asyncio::Coro<> app() {
  Adc adc(1'000);
  auto follower = asyncio::create_task(follow(adc));
  for (int value = 2'000; value <= 12'000; value += 1'000) {
    adc.set(static_cast<std::uint16_t>(value));
    co_await asyncio::sleep_ms(25);
  }
  co_await asyncio::cancel_and_wait(follower);
}

int main() { asyncio::run(app()); }
