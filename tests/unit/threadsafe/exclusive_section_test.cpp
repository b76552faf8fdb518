// SPDX-License-Identifier: MIT
// ExclusiveSection: signal handlers come after it, not inside.
#include "uasyncio/threadsafe/exclusive_section.hpp"

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

TEST(ExclusiveSection, SectionsOfDifferentObjectsNest) {
  asyncio::Exclusion other;
  const asyncio::ExclusiveSection section(exclusion);
  const asyncio::ExclusiveSection inner(other);
}

}  // namespace
