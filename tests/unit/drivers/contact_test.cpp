// SPDX-License-Identifier: MIT
// Contact: what switches and buttons share is tested by switch_test.cpp and pushbutton_test.cpp;
// here how little it takes.
#include "tests/support/scenario.hpp"

#include <uasyncio/drivers/switch.hpp>
#include <uasyncio/testing/pin.hpp>

using namespace scenario;
using asyncio::Coro;

namespace {

TEST(Contact, TakesNothingFromTheFramePool) {
  EXPECT_EQ(played([]() -> Coro<> {
              const auto before = asyncio::FramePool::current().used();
              asyncio::testing::Pin pin;
              asyncio::ESwitch contact(pin);
              pin.set(false);
              co_await contact.close.wait();
              say(asyncio::FramePool::current().used() == before);
            }),
            "1 ok");
}

TEST(Contact, WakesTheLoopOncePerEdgeAndOnceAfterTheBounce) {
  played([]() -> Coro<> {
    asyncio::testing::Pin pin;
    asyncio::ESwitch contact(pin);
    sim()->at(5'000'000, [&pin] { pin.set(false); });
    co_await asyncio::sleep_ms(1);
    const auto waits = sim()->waits();
    co_await asyncio::sleep(100);
    EXPECT_EQ(sim()->waits() - waits, 3u);
  });
}

}  // namespace
