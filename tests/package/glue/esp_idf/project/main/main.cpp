// SPDX-License-Identifier: MIT
#include <uasyncio.hpp>

#include <ports/glue/esp_idf.hpp>

namespace asyncio = uasyncio;

asyncio::esp_idf::OutputPin led(GPIO_NUM_8);
asyncio::esp_idf::InterruptPin button(GPIO_NUM_9);

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

extern "C" void app_main() { asyncio::run(app()); }
