// SPDX-License-Identifier: MIT
// The button interrupts, the interrupt handler sets a ThreadSafeFlag, and the task that waits for
// it runs at once, without polling. Three presses end the program, and so do ten quiet seconds.
// On the host a press is: pkill -USR1 button
#include <uasyncio.hpp>

#include <board.hpp>

namespace asyncio = uasyncio;

// [handler]
struct Press {
  asyncio::ThreadSafeFlag flag;
  asyncio::Time when = 0;
};

void on_press(void* argument) {  // in the interrupt
  auto* press = static_cast<Press*>(argument);
  press->when = asyncio::Loop::running()->time();
  press->flag.set();
}
// [/handler]

// [wait]
asyncio::Coro<> watch_button() {
  Press press;
  asyncio::Error refusal = board::button.irq(asyncio::machine::Edge::falling, &on_press, &press);
  if (refusal) co_await asyncio::fail(refusal);
  asyncio::on_cancel detach([] { board::button.irq(nullptr); });
  for (int n = 1; n <= 3; ++n) {
    asyncio::print("Press the button.");
    co_await asyncio::wait_for(press.flag.wait(), 10);
    const asyncio::Time latency = asyncio::Loop::running()->time() - press.when;
    board::led1.toggle();
    asyncio::print("Press", n, "was seen after", latency, "us.");
    co_await asyncio::sleep_ms(20);  // contacts bounce
    press.flag.clear();
  }
}
// [/wait]

asyncio::Coro<> app() {
  auto result = co_await asyncio::as_result(watch_button());
  if (!result) asyncio::print("Nobody came:", result.error().name());
}

int main() { asyncio::run(app()); }
