// SPDX-License-Identifier: MIT
// An interrupt that sends a Message.
#include "bench/firmware/interrupt.hpp"

namespace {
asyncio::Message<int> message;
}

extern "C" void timer1_handler() {
  bench::count_begin();
  message.set(1);
}

int main() {
  asyncio::run(bench::measure_interrupts(message, "Message set by an interrupt, loop asleep",
                                         "Message set in another task's turn"));
}
