#include <uasyncio.hpp>

#include <ports/glue/pico_sdk.hpp>  // on a Pico

namespace asyncio = uasyncio;

asyncio::pico_sdk::OutputPin led(25);

asyncio::Coro<> blink(int ms) {
  while (true) {
    led.toggle();
    co_await asyncio::sleep_ms(ms);
  }
}

asyncio::Coro<> app() {
  auto slow = asyncio::create_task(blink(1000));
  co_await blink(300);
}

void setup() { asyncio::run(app()); }
void loop() {}
