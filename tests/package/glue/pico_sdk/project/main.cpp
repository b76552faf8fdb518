// SPDX-License-Identifier: MIT
#include <uasyncio.hpp>

#include <pico/stdlib.h>
#include <ports/glue/pico_sdk.hpp>

namespace asyncio = uasyncio;

asyncio::pico_sdk::OutputPin led(25);
asyncio::pico_sdk::InterruptPin button(15);

void on_press(void* flag) { static_cast<asyncio::ThreadSafeFlag*>(flag)->set(); }

asyncio::Coro<> blink() {
  while (true) {
    led.toggle();
    co_await asyncio::sleep_ms(250);
  }
}

asyncio::Coro<> app() {
  asyncio::ThreadSafeFlag pressed;
  if (button.irq(asyncio::machine::Edge::falling, on_press, &pressed)) co_return;
  auto task = asyncio::create_task(blink());
  while (true) {
    co_await pressed.wait();
    asyncio::print("pressed");
  }
}

int main() {
  stdio_init_all();
  asyncio::run(app());
}
