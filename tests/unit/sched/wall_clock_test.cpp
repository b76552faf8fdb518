// SPDX-License-Identifier: MIT
#include "uasyncio/sched/wall_clock.hpp"

#include "tests/support/scenario.hpp"

#include <chrono>
#include <cstdlib>
#include <ctime>

using namespace scenario;

namespace {

TEST(WallClock, TheLoopsClockGoesOnFromWhereItWasSet) {
  EXPECT_EQ(played([]() -> asyncio::Coro<> {
              asyncio::LoopClock clock(5'000, 3'600);
              co_await asyncio::sleep_ms(7);
              say(clock.utc_us(), clock.offset_s(0));
              clock.set(1);
              say(clock.utc_us());
            }),
            "12000 3600 1 ok");
}

TEST(WallClock, OfTheHostKnowsUtcAndSummerTime) {
  const asyncio::HostClock clock;
  using namespace std::chrono;
  const auto now = duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
  EXPECT_NEAR(static_cast<double>(clock.utc_us()), static_cast<double>(now), 5e6);

  const char* before = std::getenv("TZ");
  const std::string zone = before != nullptr ? before : "";
  setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
  tzset();
  EXPECT_EQ(clock.offset_s(1'774'746'000 - 1), 3'600);  // 29 March 2026, 1:00 UTC
  EXPECT_EQ(clock.offset_s(1'774'746'000), 7'200);
  before != nullptr ? setenv("TZ", zone.c_str(), 1) : unsetenv("TZ");
  tzset();
}

}  // namespace
