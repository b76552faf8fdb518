// SPDX-License-Identifier: MIT
// An interrupt that sets a ThreadSafeFlag.
#include "bench/firmware/interrupt.hpp"

namespace {
constinit asyncio::ThreadSafeFlag flag;
}

extern "C" void timer1_handler() {
  bench::count_begin();
  flag.set();
}

int main() {
  asyncio::run(bench::measure_interrupts(flag, "interrupt to task running, loop asleep",
                                         "interrupt to task running, in another task's turn"));
}
