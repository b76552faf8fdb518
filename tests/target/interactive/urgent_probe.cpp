// SPDX-License-Identifier: MIT
// A loop in an interrupt on the Pico: while a task of the first loop computes (LED1), an interrupt
// that nobody else uses (LED2) wakes a task of the other one (LED3), which then sleeps for 10 ms.
#include <uasyncio.hpp>
#include <uasyncio/core/interrupt_loop.hpp>
#include <uasyncio/machine/delay.hpp>

#include "ports/rp2040/chip.hpp"

#include <board.hpp>

#include <array>

namespace asyncio = uasyncio;

namespace {

constexpr uasyncio::cortex_m::Irq spare{26};

constinit asyncio::ThreadSafeFlag flag;
std::array<std::byte, 1024> memory;
asyncio::InterruptLoop urgent(memory);

asyncio::Coro<> follow_flags() {
  while (true) {
    co_await flag.wait();
    board::led3.on();
    co_await asyncio::sleep_ms(10);
    board::led3.off();
  }
}

asyncio::Coro<> app() {
  board::led1.off();
  board::led2.off();
  board::led3.off();
  asyncio::print(urgent.start(follow_flags) ? "ready" : "refused");
  uasyncio::cortex_m::enable_irq(spare);
  for (;;) {
    char buffer[16];
    co_await board::console.read_line(buffer);
    board::led1.on();
    asyncio::machine::delay_us(50'000);
    uasyncio::cortex_m::pend_irq(spare);
    asyncio::machine::delay_us(50'000);
    board::led1.off();
    asyncio::print("done");
  }
}

}  // namespace

extern "C" void spare0_handler() {
  board::led2.on();
  flag.set();
}

int main() { asyncio::run(app()); }
