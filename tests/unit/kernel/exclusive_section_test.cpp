// ExclusiveSection: signal handlers and injected interrupts come after it, not inside.
#include "uasyncio/kernel/exclusive_section.hpp"

#include "uasyncio/testing/sim_port.hpp"

#include <gtest/gtest.h>
#include <signal.h>

namespace asyncio = uasyncio;

namespace {

asyncio::Exclusion exclusion;
int handled = 0;

void on_signal(int) {
  const asyncio::ExclusiveSection section(exclusion);
  ++handled;
}

TEST(ExclusiveSection, ASignalHandlerThatWantsItRunsAfterIt) {
  struct sigaction action = {};
  struct sigaction before = {};
  action.sa_handler = &on_signal;
  ASSERT_EQ(sigaction(SIGUSR1, &action, &before), 0);
  handled = 0;
  {
    const asyncio::ExclusiveSection section(exclusion);
    raise(SIGUSR1);
    EXPECT_EQ(handled, 0);
  }
  EXPECT_EQ(handled, 1);
  raise(SIGUSR1);
  EXPECT_EQ(handled, 2) << "the signal mask is not as it was";
  sigaction(SIGUSR1, &before, nullptr);
}

TEST(ExclusiveSection, AnInjectedInterruptComesAtItsEnd) {
  asyncio::SimPort port;
  int interrupts = 0;
  port.at_interrupt_point(1, [&] {
    const asyncio::ExclusiveSection section(exclusion);  // free again
    ++interrupts;
  });
  std::atomic<bool> flag{false};
  {
    const asyncio::ExclusiveSection section(exclusion);
    asyncio::kernel::exchange_flag(flag, true);  // an atomic step of its own, inside
    EXPECT_EQ(interrupts, 0);
  }
  EXPECT_EQ(interrupts, 1);
}

TEST(ExclusiveSection, SectionsOfDifferentObjectsNest) {
  asyncio::Exclusion other;
  const asyncio::ExclusiveSection section(exclusion);
  const asyncio::ExclusiveSection inner(other);
}

}  // namespace
