// SPDX-License-Identifier: MIT
#include "tests/support/scenario.hpp"

#include <uasyncio/testing/timer.hpp>

namespace {

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::machine::TimerMode;
using asyncio::testing::Timer;

void tell_time(void*) { say(asyncio::Loop::running()->time()); }

TEST(TestingTimer, CallsOnceOrAtWholePeriods) {
  EXPECT_EQ(played([]() -> Coro<> {
              Timer once, often;
              EXPECT_FALSE(once.init(TimerMode::one_shot, 1'500, &tell_time, nullptr));
              EXPECT_FALSE(often.init(TimerMode::periodic, 1'000, &tell_time, nullptr));
              co_await asyncio::sleep_us(3'500);
              often.deinit();
              co_await asyncio::sleep_ms(10);
            }),
            "1000 1500 2000 3000 ok");
}

TEST(TestingTimer, ThoseThatCameWhileTheLoopWasBusyComeAsOne) {
  EXPECT_EQ(played([]() -> Coro<> {
              Timer timer;
              EXPECT_FALSE(timer.init(TimerMode::periodic, 1'000, &tell_time, nullptr));
              sim()->work(3'400);
              co_await asyncio::sleep_us(1'700);
              timer.deinit();
            }),
            "3400 4000 5000 ok");
}

TEST(TestingTimer, MayBeEndedAndStartedAnewInItsHandler) {
  EXPECT_EQ(played([]() -> Coro<> {
              Timer timer;
              EXPECT_FALSE(timer.init(
                  TimerMode::periodic, 1'000,
                  [](void* its) {
                    tell_time(nullptr);
                    static_cast<Timer*>(its)->deinit();
                  },
                  &timer));
              co_await asyncio::sleep_ms(5);
              EXPECT_EQ(timer.init(TimerMode::periodic, 0, &tell_time, nullptr), Error::value);
              EXPECT_FALSE(timer.init(TimerMode::one_shot, 1'000, &tell_time, nullptr));
              co_await asyncio::sleep_ms(5);
            }),
            "1000 6000 ok");
}

}  // namespace
