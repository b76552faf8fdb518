// SPDX-License-Identifier: MIT
// A knob sets a volume from 0 to 10: four steps of the encoder are one detent. It is turned by a
// task; on the Pico and the lm3s6965evb with ./run --panel it is on pins, and you turn it.
// WIRE: knob GP2 GP3
// WIRE lm3s6965evb: knob PA2 PA3
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/encoder.hpp>

#if UASYNCIO_WIRED
#include <board.hpp>
using Pin = decltype(board::knob_x);
#else
#include <uasyncio/testing/pin.hpp>
using uasyncio::testing::Pin;
#endif

namespace asyncio = uasyncio;

// [knob]
void on_turn(int volume, int delta) { asyncio::print("  volume", volume, "by", delta); }

asyncio::Coro<> use(Pin& x, Pin& y) {
  asyncio::Encoder knob(x, y, {.v = 5, .div = 4, .vmin = 0, .vmax = 10}, on_turn);
  while (true) {
    const int volume = co_await knob.next();
    if (volume == 10) asyncio::print("  that is loud");
  }
}
// [/knob]

#if UASYNCIO_WIRED
asyncio::Coro<> app() { co_await use(board::knob_x, board::knob_y); }
#else
asyncio::Coro<> turn(Pin& x, Pin& y, int& place, int detents) {
  asyncio::print("turned by", detents);
  const int step = detents > 0 ? 1 : -1;
  for (int n = 0; n != 4 * detents; n += step) {
    place += step;
    x.set(((place + 1) & 2) != 0);
    y.set((place & 2) != 0);
    co_await asyncio::sleep_ms(5);
  }
  co_await asyncio::sleep_ms(300);
}

asyncio::Coro<> app() {
  Pin x(false, "x"), y(false, "y");
  int place = 0;
  auto user = asyncio::create_task(use(x, y));
  co_await asyncio::sleep_ms(1);
  co_await turn(x, y, place, 2);
  co_await turn(x, y, place, 12);
  co_await turn(x, y, place, -1);
  if (asyncio::testing::is_watched()) co_await asyncio::sleep(20);  // your turn
  co_await asyncio::cancel_and_wait(user);
}
#endif

int main() { asyncio::run(app()); }
