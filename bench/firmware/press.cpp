// SPDX-License-Identifier: MIT
// A button that is pressed: from the interrupt to the task that waits for it. Not for the first
// time: then the button would move into its loop.
#include "bench/firmware/interrupt.hpp"
#include "bench/firmware/plain_pin.hpp"

#include <uasyncio/drivers/pushbutton.hpp>

namespace {

bench::PlainPin pin;
asyncio::EButton button(pin);

asyncio::Coro<> measure() {
  auto task = asyncio::create_task(bench::awaits_interrupts(button.press));
  uasyncio::cortex_m::enable_irq(bench::timer1);
  co_await bench::settle();
  pin.edge();
  co_await asyncio::sleep_ms(100);
  pin.edge();
  co_await asyncio::sleep_ms(1'000);
  bench::mask_interrupts();
  uasyncio::cortex_m::pend_irq(bench::timer1);
  co_await asyncio::sleep_ms(10);
  bench::report("press to task running, loop asleep");
}

}  // namespace

extern "C" void timer1_handler() {
  bench::count_begin();
  pin.edge();
}

int main() { asyncio::run(measure()); }
