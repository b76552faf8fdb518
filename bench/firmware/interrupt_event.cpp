// SPDX-License-Identifier: MIT
// An interrupt that sets a ThreadSafeEvent.
#include "bench/firmware/interrupt.hpp"

namespace {
constinit asyncio::ThreadSafeEvent event;
}

extern "C" void timer1_handler() {
  bench::count_begin();
  event.set();
}

int main() {
  asyncio::run(bench::measure_interrupts(event, "ThreadSafeEvent set by an interrupt, loop asleep",
                                         "ThreadSafeEvent set in another task's turn"));
}
