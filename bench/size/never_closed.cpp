// SPDX-License-Identifier: MIT
// base.cpp with a loop that goes on until the power is off: it is never closed or destroyed, so
// what ends tasks at the end of main is not linked.
#include "bench/size/blink.hpp"

#include <new>

namespace {
alignas(asyncio::Loop) unsigned char memory[sizeof(asyncio::Loop)];
}

int main() {
  auto& loop = *::new (memory) asyncio::Loop(asyncio::platform::default_port());
  loop.create_task(blink(board::led1, 500));
  loop.create_task(blink(board::led2, 300));
  loop.run_forever();
}
