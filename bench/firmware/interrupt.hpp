// SPDX-License-Identifier: MIT
// From the first instruction of an interrupt handler, which sets something, to the first of the
// task that waits for it. The program defines the handler, timer1_handler: count_begin() and the
// setting.
#pragma once

#include "bench/firmware/tasks.hpp"

#include "ports/cortex_m/interrupts.hpp"

namespace bench {

#if defined(__ARM_ARCH_6M__)
inline constexpr uasyncio::cortex_m::Irq timer1{9};
#else
inline constexpr uasyncio::cortex_m::Irq timer1{21};
#endif

inline void unmask_interrupts() { asm volatile("cpsie i" ::: "memory"); }
/// Not by CPSID, so that it does not count as a masked section of the library's.
inline void mask_interrupts() { asm volatile("msr primask, %0" ::"r"(1) : "memory"); }

template <class Signal>
asyncio::Coro<> awaits_interrupts(Signal& signal) {
  while (true) {
    co_await signal.wait();
    count_end();
    unmask_interrupts();
    if constexpr (requires { signal.clear(); }) signal.clear();
  }
}

/// `asleep` and `busy` name the figures.
template <class Signal>
asyncio::Coro<> measure_interrupts(Signal& signal, const char* asleep, const char* busy) {
  asyncio::Task<> task = asyncio::create_task(awaits_interrupts(signal));
  uasyncio::cortex_m::enable_irq(timer1);
  co_await settle();

  // Masked, so that it waits until the loop sleeps: the port's sleep lets it in.
  mask_interrupts();
  uasyncio::cortex_m::pend_irq(timer1);
  co_await asyncio::sleep_ms(10);
  report(asleep);
  co_await settle();

  uasyncio::cortex_m::pend_irq(timer1);
  co_await asyncio::sleep_ms(0);
  co_await asyncio::sleep_ms(0);
  report(busy);
}

}  // namespace bench
