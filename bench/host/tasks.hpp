// SPDX-License-Identifier: MIT
// What the host benchmarks share.
#pragma once

#include "bench/harness.hpp"
#include "uasyncio/testing/sim_port.hpp"

#include <uasyncio.hpp>

namespace asyncio = uasyncio;

namespace bench {

/// Runs `main` in virtual time: what the loop costs without the system's clock.
template <class T>
void run_in_virtual_time(asyncio::Coro<T> main) {
  uasyncio::SimPort port(true);
  asyncio::Loop loop(port);
  (void)loop.run_until_complete(std::move(main));
}

inline asyncio::Coro<> empty() { co_return; }

inline asyncio::Coro<> sleeps_for_ever() {
  while (true) co_await asyncio::sleep(1'000'000);
}

}  // namespace bench
