// SPDX-License-Identifier: MIT
// Three LEDs flash, each in a task and at a pace of its own, for ten seconds. However the program
// ends, by itself or by Ctrl-C (or ./run --for 5), the LEDs are switched off.
// TEST: boards
#include <uasyncio.hpp>

#include <board.hpp>

namespace asyncio = uasyncio;

constexpr int run_ms = 10'100;  // sleep(asyncio::never) would be for ever

// So that there is something to see where there are no LEDs.
void show_leds() {
  asyncio::print(board::led1.value() ? '*' : '.', board::led2.value() ? '*' : '.',
                 board::led3.value() ? '*' : '.');
}

// [flash]
asyncio::Coro<> flash(asyncio::machine::OutputPin auto& led, int period_ms) {
  asyncio::on_cancel switch_off([&led] {
    led.off();
    show_leds();
  });
  while (true) {
    led.toggle();
    show_leds();
    co_await asyncio::sleep_ms(period_ms);
  }
}
// [/flash]

asyncio::Coro<> app() {
  asyncio::create_task(flash(board::led1, 200), {.name = "led1"});
  asyncio::create_task(flash(board::led2, 700), {.name = "led2"});
  asyncio::create_task(flash(board::led3, 1200), {.name = "led3"});
  co_await asyncio::sleep_ms(run_ms);
}

int main() { asyncio::run(app()); }
