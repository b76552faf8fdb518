// SPDX-License-Identifier: MIT
// Touch buttons with a pad of the test's.
#include "tests/support/scenario.hpp"

#include <uasyncio/drivers/touch.hpp>
#include <uasyncio/testing/touch.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::ESP32Touch;
using asyncio::RP2Touch;
using asyncio::testing::TouchPad;

namespace {

void tell_touch(const char* what) { say(what, now_ms()); }

/// Touches of the pad by `change`, at times in milliseconds.
void play_touches(TouchPad& pad, std::int32_t change,
                  std::initializer_list<std::pair<int, int>> times) {
  for (const auto& [from, to] : times) {
    after(from, [&pad, change] { pad.touch(change); });
    after(to, [&pad] { pad.touch(0); });
  }
}

template <class Touch>
void connect_both_edges(Touch& touch) {
  touch.press_func(tell_touch, "press");
  touch.release_func(tell_touch, "release");
}

template <class Touch>
void connect_touch(Touch& touch) {
  connect_both_edges(touch);
  touch.double_func(tell_touch, "double");
  touch.long_func(tell_touch, "long");
}

TEST(ESP32Touch, IsAPushbuttonOnAPad) {
  EXPECT_EQ(played([]() -> Coro<> {
              TouchPad pad(1'000);
              ESP32Touch touch(pad);
              connect_touch(touch);
              asyncio::OwnedTask<> sampler(asyncio::create_task(touch.run()));
              play_touches(pad, -400, {{505, 605}, {705, 805}, {2'005, 3'505}});
              co_await asyncio::sleep(5);
              say(touch(), touch.detector().is_calibrated());
            }),
            "press 540 release 640 press 740 double 740 release 840 press 2040 long 3040 "
            "release 3540 0 1 ok");
}

TEST(ESP32Touch, SuppressesAsAPushbuttonDoes) {
  EXPECT_EQ(played([]() -> Coro<> {
              TouchPad pad(1'000);
              ESP32Touch touch(pad, true);
              connect_touch(touch);
              asyncio::OwnedTask<> sampler(asyncio::create_task(touch.run()));
              play_touches(pad, -400, {{505, 605}, {2'005, 3'505}});
              co_await asyncio::sleep(5);
            }),
            "press 540 release 940 press 2040 long 3040 ok");
}

TEST(ESP32Touch, ItsThresholdIsAnOptionAndValuesMayRise) {
  EXPECT_EQ(played([]() -> Coro<> {
              TouchPad pad(30'000);
              ESP32Touch touch(pad, {.threshold = 95, .rises = true, .period_ms = 10});
              connect_touch(touch);
              asyncio::OwnedTask<> sampler(asyncio::create_task(touch.run()));
              play_touches(pad, 1'501, {{505, 605}});
              co_await asyncio::sleep(2);
            }),
            "press 520 release 620 ok");
}

TEST(RP2Touch, IsAPushbuttonOnAPadThatCounts) {
  EXPECT_EQ(played([]() -> Coro<> {
              TouchPad pad(200);
              RP2Touch touch(pad);
              connect_touch(touch);
              asyncio::OwnedTask<> sampler(asyncio::create_task(touch.run()));
              play_touches(pad, -8, {{703, 903}});
              co_await asyncio::sleep(2);
              say(pad.reads(), touch.detector().untouched(), touch.detector().last());
            }),
            "press 766 release 958 1000 200 200 ok");
}

TEST(TouchPin, ATouchThatStaysIsToldAndReleased) {
  EXPECT_EQ(played([]() -> Coro<> {
              TouchPad pad(1'000);
              ESP32Touch touch(pad);
              connect_both_edges(touch);
              asyncio::OwnedTask<> sampler(asyncio::create_task(touch.run()));
              play_touches(pad, -400, {{1'000, 100'000}, {101'000, 101'100}});
              co_await asyncio::sleep(110);
              say(touch.detector().stuck());
            }),
            "press 1020 release 31020 press 101020 release 101120 1 ok");
}

TEST(TouchPin, APadThatFailsIsReleasedAndTold) {
  EXPECT_EQ(played([]() -> Coro<> {
              TouchPad pad(1'000);
              ESP32Touch touch(pad);
              connect_both_edges(touch);
              asyncio::OwnedTask<> sampler(asyncio::create_task(touch.run()));
              pad.fail(asyncio::Error::os(5));
              co_await asyncio::sleep_ms(90);
              say(touch.error().name(), touch.age_us());
              pad.fail(asyncio::Error::none);
              play_touches(pad, -400, {{910, 5'000}});
              after(1'910, [&pad] { pad.fail(asyncio::Error::os(5)); });
              co_await asyncio::sleep(3);
              say(touch.error().name(), touch.age_us(), touch.detector().is_calibrated());
            }),
            "OSError 90000 press 1020 release 2300 OSError 1110000 0 ok");
}

TEST(TouchPin, WithoutRunNothingIsTouchedAndItsEndIsARelease) {
  EXPECT_EQ(played([]() -> Coro<> {
              TouchPad pad(1'000);
              ESP32Touch touch(pad);
              connect_both_edges(touch);
              co_await asyncio::sleep(1);
              say(pad.reads());
              auto sampler = asyncio::create_task(touch.run());
              play_touches(pad, -400, {{500, 20'000}});
              co_await asyncio::sleep(1);
              co_await asyncio::cancel_and_wait(sampler);
              co_await asyncio::sleep(1);
              say(pad.reads(), touch());
            }),
            "0 press 1520 release 2000 50 0 ok");
}

TEST(TouchPin, MayCarryAnyDriverOfAPin) {
  EXPECT_EQ(played([]() -> Coro<> {
              TouchPad pad(1'000);
              asyncio::TouchPin pin(pad,
                                    {.threshold = 20,
                                     .is_percent = true,
                                     .rises = false,
                                     .mean_of = 1,
                                     .stuck_after = 1'500},
                                    20);
              asyncio::OwnedTask<> sampler(asyncio::create_task(pin.run()));
              int edges = 0;
              EXPECT_FALSE(pin.irq(
                  asyncio::machine::Edge::falling, [](void* count) { ++*static_cast<int*>(count); },
                  &edges));
              play_touches(pad, -400, {{505, 605}, {705, 805}});
              co_await asyncio::sleep(1);
              say(edges);
              pin.irq(nullptr);
              play_touches(pad, -400, {{100, 200}});
              co_await asyncio::sleep(1);
              say(edges);
            }),
            "2 2 ok");
}

}  // namespace
