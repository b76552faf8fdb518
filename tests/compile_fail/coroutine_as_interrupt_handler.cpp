// SPDX-License-Identifier: MIT
// EXPECT: (invalid conversion|no matching function|cannot initialize|no known conversion)
// An interrupt handler cannot wait: a coroutine is not one.
#include "boards/host.hpp"

#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> waits(void*) { co_await asyncio::sleep_ms(1); }
[[maybe_unused]] void sets(void*) {}

int main() {
#ifdef CONTROL
  return board::button.irq(asyncio::machine::Edge::falling, &sets, nullptr) ? 1 : 0;
#else
  return board::button.irq(asyncio::machine::Edge::falling, &waits, nullptr) ? 1 : 0;
#endif
}
