// SPDX-License-Identifier: MIT
// A touch pad as a button. The pad measures what a task sets: a finger, warmth, and a finger that
// does not go away. On the Pico with ./run --panel a converter measures it, and the finger is
// yours.
// WIRE: touch adc1
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/touch.hpp>

#include <board.hpp>
#if UASYNCIO_WIRED && UASYNCIO_BOARD_PICO
/// Whatever measures a pad and can be read.
struct TouchPad {
  uasyncio::machine::TouchSample read() {
    const uasyncio::machine::Sample sample = input.read_u16();
    if (sample.error) return sample.error;
    return std::uint32_t{sample.value};
  }
  uasyncio::rp2040::ADC input{27};
};
#else
#include <uasyncio/testing/touch.hpp>
using uasyncio::testing::TouchPad;
#endif

namespace asyncio = uasyncio;

// [button]
void say(const char* what) { asyncio::print("  ", what); }

asyncio::Coro<> use(TouchPad& pad) {
  asyncio::ESP32Touch touch(pad, {.threshold = 80});  // touched: less than 80 % of the untouched
  asyncio::OwnedTask<> sampler(asyncio::create_task(touch.run()));
  touch.press_func(say, "pressed");
  touch.release_func(say, "released");
  co_await asyncio::sleep(60);
  asyncio::print("touches that did not end:", touch.detector().stuck());
}
// [/button]

#if UASYNCIO_WIRED && UASYNCIO_BOARD_PICO
asyncio::Coro<> app() {
  TouchPad pad;
  while (true) co_await use(pad);
}
#else
asyncio::Coro<> finger(TouchPad& pad, int milliseconds) {
  pad.touch(-400);
  co_await asyncio::sleep_ms(milliseconds);
  pad.touch(0);
  co_await asyncio::sleep(1);
}

asyncio::Coro<> app() {
  TouchPad pad(1'000);
  auto user = asyncio::create_task(use(pad));
  co_await asyncio::sleep(1);
  asyncio::print("a finger");
  co_await finger(pad, 200);
  asyncio::print("warmth");
  for (std::uint32_t value = 1'000; value > 750; --value) {
    pad.drift(value);
    co_await asyncio::sleep_ms(40);
  }
  asyncio::print("a drop of water");
  co_await finger(pad, 40'000);
  co_await user;
}
#endif

int main() { asyncio::run(app()); }
