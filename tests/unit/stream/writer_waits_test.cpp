// SPDX-License-Identifier: MIT
#include "tests/support/net_scenario.hpp"
#include "uasyncio/stream/writer_waits.hpp"

using namespace net_scenario;
using asyncio::Coro;

namespace {

int fired_timers = 0;

struct TimedWaits : asyncio::detail::WriterWaits {
  void start() { start_timer(asyncio::from_milliseconds(5), &on_limit); }
  using WriterWaits::is_timed_;
  using WriterWaits::stop_timer;
  using WriterWaits::turns_;

  static void on_limit(asyncio::kernel::CallbackTimer* timer) noexcept {
    const auto& waits = static_cast<TimedWaits&>(taken_from(timer));
    EXPECT_FALSE(waits.is_timed_);
    EXPECT_TRUE(waits.turns_.senders.empty());
    if (UASYNCIO_DIAGNOSTICS != 0) {
      EXPECT_STREQ(waits.turns_.senders.what(), "StreamWriter.awrite/drain");
    }
    ++fired_timers;
  }
};

TEST(WriterWaits, TheTimerFiresOnceAndGivesThePlaceBack) {
  simulate([]() -> Coro<> {
    fired_timers = 0;
    TimedWaits waits;
    waits.start();
    EXPECT_TRUE(waits.is_timed_);
    co_await asyncio::sleep_ms(4);
    EXPECT_EQ(fired_timers, 0);
    co_await asyncio::sleep_ms(4);
    EXPECT_EQ(fired_timers, 1);
    waits.stop_timer();  // it has gone
    EXPECT_EQ(waits.turns_.first, nullptr);
  });
}

TEST(WriterWaits, AStoppedTimerDoesNotFire) {
  simulate([]() -> Coro<> {
    fired_timers = 0;
    TimedWaits waits;
    waits.start();
    waits.stop_timer();
    EXPECT_FALSE(waits.is_timed_);
    co_await asyncio::sleep_ms(10);
    EXPECT_EQ(fired_timers, 0);
    waits.start();
    waits.stop_timer();
    EXPECT_EQ(waits.turns_.last, nullptr);
  });
}

}  // namespace
