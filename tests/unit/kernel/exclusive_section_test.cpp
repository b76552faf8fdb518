// SPDX-License-Identifier: MIT
// ExclusiveSection on `sim`: injected interrupts come after it, not inside.
#include "uasyncio/kernel/exclusive_section.hpp"

#include "uasyncio/testing/sim_port.hpp"

#include <gtest/gtest.h>

namespace asyncio = uasyncio;

TEST(ExclusiveSection, AnInjectedInterruptComesAtItsEnd) {
  asyncio::SimPort port;
  asyncio::kernel::Exclusion exclusion;
  int interrupts = 0;
  port.at_interrupt_point(1, [&] {
    const asyncio::kernel::ExclusiveSection section(exclusion);  // free again
    ++interrupts;
  });
  std::atomic<bool> flag{false};
  {
    const asyncio::kernel::ExclusiveSection section(exclusion);
    asyncio::kernel::exchange_flag(flag, true);  // an atomic step of its own, inside
    EXPECT_EQ(interrupts, 0);
  }
  EXPECT_EQ(interrupts, 1);
}
