// SPDX-License-Identifier: MIT
#include "tests/support/scenario.hpp"

#include <uasyncio/testing/pwm.hpp>

namespace {

using namespace scenario;
using asyncio::Coro;
using asyncio::testing::Pwm;

TEST(TestingPwm, ItsLevelIsThatOfThePulsesAtThisInstant) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pwm pwm(100, 16'384);  // a quarter of 10 ms
              std::string levels;
              for (int ms = 0; ms < 20; ++ms) {
                levels += pwm.level() ? '#' : '.';
                co_await asyncio::sleep_ms(1);
              }
              say(levels);
              pwm.duty_u16(65'535);
              say(pwm.level());
              pwm.deinit();
              say(pwm.level());
            }),
            "###.......###....... 1 0 ok");
}

TEST(TestingPwm, RefusesWhatHardwareCouldNot) {
  Pwm pwm;
  EXPECT_EQ(pwm.freq(0), asyncio::Error::value);
  EXPECT_EQ(pwm.freq(1'000'001), asyncio::Error::value);
  EXPECT_EQ(pwm.freq(), 1'000u);
  EXPECT_EQ(pwm.freq(50), asyncio::Error::none);
  EXPECT_EQ(pwm.freq(), 50u);
}

}  // namespace
