// SPDX-License-Identifier: MIT
// Time, cancelling, and a flag from an interrupt.
#include <uasyncio.hpp>

#if defined(HAS_BOARD)
#include <board.hpp>
static_assert(board::name[0] == 'M');
#endif

namespace asyncio = uasyncio;

namespace {

asyncio::ThreadSafeFlag flag;
volatile int ticks = 0;  // of a millisecond
volatile int flag_at = -1;

asyncio::Coro<> blink(int& count) {
  while (true) {
    ++count;
    co_await asyncio::sleep_ms(10);
  }
}

asyncio::Coro<> app() {
  int count = 0;
  auto task = asyncio::create_task(blink(count), {.name = "blink"});
  const int start = ticks;
  co_await asyncio::sleep_ms(95);
  const int slept = ticks - start;
  asyncio::print("blinked", count, "times", slept < 95 ? "too early" : "in time");
  task.cancel();
  flag_at = ticks + 7;
  co_await flag.wait();
  asyncio::print(ticks < flag_at ? "too early" : "flag", task.done() ? "cancelled" : "goes on");
}

}  // namespace

void tick_hook() {
  ticks = ticks + 1;
  if (ticks == flag_at) flag.set();
}

int main() {
  asyncio::run(app());
  return 42;
}
