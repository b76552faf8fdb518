// SPDX-License-Identifier: MIT
#include "uasyncio/testing/rtc.hpp"

#include "tests/support/scenario.hpp"

#include <uasyncio/testing/chance.hpp>

namespace {

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::machine::DateTime;
using asyncio::testing::RTC;

constexpr DateTime christmas{2026, 12, 24, 18, 0, 0};
constexpr std::int64_t second = 1'000'000;

void tell_alarm(void* rtc) {
  const DateTime now = static_cast<RTC*>(rtc)->datetime();
  say("alarm", +now.month, +now.day, +now.hour, +now.minute, +now.second);
}

TEST(DateTime, IsASecondOfTheCalendarOrNot) {
  for (const DateTime& bad :
       {DateTime{2027, 2, 29}, DateTime{2026, 4, 31}, DateTime{2026, 0, 1}, DateTime{2026, 13, 1},
        DateTime{2026, 1, 0}, DateTime{2100, 2, 29}, DateTime{2026, 1, 1, 24},
        DateTime{2026, 1, 1, 0, 60}, DateTime{2016, 12, 31, 23, 59, 60}}) {
    EXPECT_FALSE(bad.ok()) << bad.year << "-" << +bad.month << "-" << +bad.day;
  }
  EXPECT_TRUE((DateTime{2028, 2, 29, 23, 59, 59}.ok()));
  EXPECT_EQ((DateTime{1970, 1, 1}.utc_us()), 0);
  EXPECT_EQ(DateTime::of_utc_us(-1), (DateTime{1969, 12, 31, 23, 59, 59}));
  asyncio::testing::Chance chance(1);
  for (int n = 0; n != 10'000; ++n) {
    const std::int64_t seconds = chance.between(-5'000'000'000, 20'000'000'000);
    const DateTime when = DateTime::of_utc_us(seconds * second + chance.between(0, second - 1));
    EXPECT_TRUE(when.ok());
    EXPECT_EQ(when.utc_us(), seconds * second);
  }
}

TEST(TestingRtc, GoesOverTheEndsOfMonthsAndYears) {
  EXPECT_EQ(played([]() -> Coro<> {
              RTC rtc;
              EXPECT_EQ(rtc.datetime(), (DateTime{1970, 1, 1}));
              struct End {
                DateTime last, next;
              };
              for (const End& end : {End{{2026, 1, 31, 23, 59, 59}, {2026, 2, 1}},
                                     End{{2027, 2, 28, 23, 59, 59}, {2027, 3, 1}},
                                     End{{2028, 2, 28, 23, 59, 59}, {2028, 2, 29}},
                                     End{{2026, 12, 31, 23, 59, 59}, {2027, 1, 1}}}) {
                EXPECT_FALSE(rtc.datetime(end.last));
                EXPECT_FALSE(rtc.alarm(end.next, &tell_alarm, &rtc));
                co_await asyncio::sleep_us(999'999);
                EXPECT_EQ(rtc.datetime(), end.last);
                co_await asyncio::sleep_us(1);
                EXPECT_EQ(rtc.datetime(), end.next);
                co_await asyncio::sleep(1);
              }
            }),
            "alarm 2 1 0 0 0 alarm 3 1 0 0 0 alarm 2 29 0 0 0 alarm 1 1 0 0 0 ok");
}

TEST(TestingRtc, AnAlarmInThePastComesAtOnceAndOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              RTC rtc(christmas.utc_us());
              EXPECT_FALSE(rtc.alarm({2026, 12, 24, 17, 59, 59}, &tell_alarm, &rtc));
              co_await asyncio::sleep_ms(0);
              say("then");
              EXPECT_FALSE(rtc.alarm(christmas, &tell_alarm, &rtc));
              co_await asyncio::sleep(100'000);
            }),
            "alarm 12 24 18 0 0 then alarm 12 24 18 0 0 ok");
}

TEST(TestingRtc, ACalendarThatIsSetMovesItsAlarm) {
  EXPECT_EQ(played([]() -> Coro<> {
              RTC rtc(christmas.utc_us());
              EXPECT_FALSE(rtc.alarm({2026, 12, 24, 18, 1, 0}, &tell_alarm, &rtc));
              EXPECT_FALSE(rtc.datetime({2026, 12, 24, 17, 0, 0}));
              co_await asyncio::sleep(3'600);
              say("not yet");
              EXPECT_FALSE(rtc.datetime({2030, 1, 1}));  // beyond it
              co_await asyncio::sleep_ms(0);
              co_await asyncio::sleep(100);
            }),
            "not yet alarm 1 1 0 0 0 ok");
}

TEST(TestingRtc, RefusesWhatIsNoSecondAndChangesNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              RTC rtc(christmas.utc_us());
              EXPECT_FALSE(rtc.alarm({2026, 12, 24, 18, 0, 5}, &tell_alarm, &rtc));
              EXPECT_EQ(rtc.alarm({2026, 2, 30}, &tell_alarm, &rtc), Error::value);
              EXPECT_EQ(rtc.alarm(christmas, nullptr, &rtc), Error::value);
              EXPECT_EQ(rtc.datetime({2026, 4, 31}), Error::value);
              EXPECT_EQ(rtc.datetime(), christmas);
              co_await asyncio::sleep(10);
            }),
            "alarm 12 24 18 0 5 ok");
}

TEST(TestingRtc, AnAlarmEndsIsReplacedAndSetAnewInItsHandler) {
  EXPECT_EQ(played([]() -> Coro<> {
              {
                RTC rtc(christmas.utc_us());
                EXPECT_FALSE(rtc.alarm({2026, 12, 24, 18, 0, 1}, &tell_alarm, &rtc));
                rtc.alarm(nullptr);
                co_await asyncio::sleep(2);
                EXPECT_FALSE(rtc.alarm({2026, 12, 24, 18, 0, 9}, &tell_alarm, &rtc));
                EXPECT_FALSE(rtc.alarm(
                    {2026, 12, 24, 18, 0, 3},
                    [](void* its) {
                      tell_alarm(its);
                      auto& same = *static_cast<RTC*>(its);
                      EXPECT_FALSE(same.alarm({2026, 12, 24, 18, 0, 5}, &tell_alarm, its));
                    },
                    &rtc));
                co_await asyncio::sleep(20);
                EXPECT_FALSE(rtc.alarm({2026, 12, 25}, &tell_alarm, &rtc));
              }
              co_await asyncio::sleep(1'000'000);  // it is gone
            }),
            "alarm 12 24 18 0 3 alarm 12 24 18 0 5 ok");
}

}  // namespace
