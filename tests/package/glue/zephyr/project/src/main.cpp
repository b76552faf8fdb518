// SPDX-License-Identifier: MIT
#include <uasyncio.hpp>

#include <ports/glue/zephyr.hpp>

namespace asyncio = uasyncio;

asyncio::zephyr::OutputPin led(GPIO_DT_SPEC_GET(DT_ALIAS(led0), gpios));
asyncio::zephyr::InterruptPin button(GPIO_DT_SPEC_GET(DT_ALIAS(sw0), gpios));

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

int main() { asyncio::run(app()); }
