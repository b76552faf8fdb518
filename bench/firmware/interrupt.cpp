// From the first instruction of an interrupt handler, which sets a ThreadSafeFlag, to the first of
// the task that waits for it.
#include "bench/firmware/tasks.hpp"

#include "ports/cortex_m/interrupts.hpp"

namespace {

#if defined(__ARM_ARCH_6M__)
constexpr uasyncio::cortex_m::Irq timer1{9};
#else
constexpr uasyncio::cortex_m::Irq timer1{21};
#endif

constinit asyncio::ThreadSafeFlag flag;

void unmask_interrupts() { asm volatile("cpsie i" ::: "memory"); }
void mask_interrupts() { asm volatile("cpsid i" ::: "memory"); }

asyncio::Coro<> waiter() {
  while (true) {
    co_await flag.wait();
    bench::count_end();
    unmask_interrupts();
  }
}

asyncio::Coro<> app() {
  asyncio::Task<> task = asyncio::create_task(waiter());
  uasyncio::cortex_m::enable_irq(timer1);
  co_await bench::settle();

  // Masked, so that it waits until the loop sleeps: the port's sleep lets it in.
  mask_interrupts();
  uasyncio::cortex_m::pend_irq(timer1);
  co_await asyncio::sleep_ms(10);
  bench::report("interrupt to task running, loop asleep");
  co_await bench::settle();

  uasyncio::cortex_m::pend_irq(timer1);
  co_await asyncio::sleep_ms(0);
  co_await asyncio::sleep_ms(0);
  bench::report("interrupt to task running, in another task's turn");
}

}  // namespace

extern "C" void timer1_handler() {
  bench::count_begin();
  flag.set();
}

int main() { asyncio::run(app()); }
