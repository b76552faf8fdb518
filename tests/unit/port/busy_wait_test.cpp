// SPDX-License-Identifier: MIT
// Busy waiting, as `delay_us` has it: in real time, and at once in virtual time.
#include "tests/support/scenario.hpp"

#include <uasyncio/machine/delay.hpp>

using namespace scenario;

namespace {

TEST(DelayUs, MovesVirtualTimeAndInterruptsHappenMeanwhile) {
  EXPECT_EQ(played([]() -> asyncio::Coro<> {
              sim()->at(15, [] { say("at", asyncio::Loop::running()->time()); });
              asyncio::machine::delay_us(20);
              say(asyncio::Loop::running()->time());
              co_return;
            }),
            "at 15 20 ok");
}

TEST(DelayUs, IsNeverShortInRealTime) {
  const auto start = std::chrono::steady_clock::now();
  asyncio::machine::delay_us(300);
  EXPECT_GE(std::chrono::steady_clock::now() - start, 300us);
}

}  // namespace
