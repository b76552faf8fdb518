// SPDX-License-Identifier: MIT
#include "uasyncio/drivers/gps/gps_state.hpp"

#include "tests/support/nmea_lines.hpp"

#include <gtest/gtest.h>
#include <random>
#include <string>

using namespace uasyncio;
using nmea_lines::feed;
using nmea_lines::line;

namespace {

struct Receiver {
  explicit Receiver(GpsOptions options = {}) : gps(room, options) {}
  unsigned say(std::string_view text, Time now = 0) { return feed(gps, line(text), now); }

  std::array<nmea::Satellite, 64> room{};
  GpsState gps;
};

constexpr const char* rmc = "GPRMC,180041.896,A,3749.1802,N,08338.7865,W,2.30,154.9,280511,,,A";
constexpr const char* gga = "GPGGA,180041.896,3749.1802,N,08338.7865,W,1,07,1.1,397.4,M,-32.5,M,,";

TEST(GpsState, AFixHasEverythingOfOneTime) {
  Receiver receiver;
  EXPECT_EQ(receiver.say(gga, 5), nmea::GGA);
  EXPECT_EQ(receiver.say(rmc, 9), nmea::RMC);
  const Fix& fix = receiver.gps.fix();
  EXPECT_TRUE(fix.has(POSITION | COURSE | DATE | ALTITUDE));
  EXPECT_EQ(fix.arrival, 5u) << "of its first sentence";
  EXPECT_NEAR(fix.latitude(), 37.819670, 1e-6);
  EXPECT_NEAR(fix.longitude(), -83.646442, 1e-6);
  EXPECT_EQ(fix.speed_milliknots, 2'300);
  EXPECT_EQ(fix.altitude_mm, 397'400);
  EXPECT_EQ(fix.satellites_in_use, 7);
  EXPECT_EQ(fix.date, (nmea::Date{2011, 5, 28}));
  EXPECT_TRUE(receiver.gps.valid());
}

TEST(GpsState, TheNextTimeBeginsWithNothingOfTheFormerOne) {
  Receiver receiver;
  receiver.say(rmc);
  receiver.say("GPGLL,3749.1803,N,08338.7865,W,180042.896,A,A", 1'000'000);
  const Fix& fix = receiver.gps.fix();
  EXPECT_EQ(fix.time_ms, 64'842'896);
  EXPECT_EQ(fix.parts, POSITION);
  EXPECT_EQ(fix.speed_milliknots, nmea::absent);
  EXPECT_EQ(fix.date.year, 0);
}

TEST(GpsState, WithoutAFixTheLastOneStaysWithItsAge) {
  Receiver receiver;
  receiver.say(rmc, 1'000);
  EXPECT_EQ(receiver.say("GPRMC,180042.896,V,,,,,,,280511,,,N", 1'001'000), 0u);
  EXPECT_FALSE(receiver.gps.valid());
  EXPECT_EQ(receiver.gps.fix().arrival, 1'000u);
  EXPECT_TRUE(receiver.gps.fix().has(POSITION | DATE));
  EXPECT_EQ(receiver.gps.counters().void_sentences, 1u);
}

TEST(GpsState, ATimeThatIsVoidInOneSentenceIsVoidInAll) {
  Receiver receiver;
  receiver.say("GPRMC,180041.896,V,3749.1802,N,08338.7865,W,,,280511,,,N");
  receiver.say("GPGGA,180041.896,3749.1802,N,08338.7865,W,8,07,1.1,397.4,M,-32.5,M,,");
  EXPECT_FALSE(receiver.gps.valid());
  EXPECT_EQ(receiver.gps.fix().parts, 0);
}

TEST(GpsState, GgaWithoutAFixStillTellsHowManySatellitesThereAre) {
  Receiver receiver;
  EXPECT_EQ(receiver.say("GPGGA,120000,,,,,0,03,99.99,,,,,,"), nmea::GGA);
  EXPECT_FALSE(receiver.gps.valid());
  EXPECT_EQ(receiver.gps.counters().parsed_sentences, 1u);
}

/// What must not change a fix, nor be counted as parsed.
TEST(GpsState, ABadSentenceChangesNothing) {
  const auto expect_unchanged = [](std::string_view bytes) {
    Receiver receiver;
    receiver.say(gga);
    receiver.say(rmc);
    const Fix before = receiver.gps.fix();
    EXPECT_EQ(feed(receiver.gps, bytes, 1'000'000), 0u) << bytes;
    const Fix& fix = receiver.gps.fix();
    EXPECT_EQ(fix.time_ms, before.time_ms) << bytes;
    EXPECT_EQ(fix.latitude_e7, before.latitude_e7) << bytes;
    EXPECT_EQ(fix.date, before.date) << bytes;
    EXPECT_EQ(receiver.gps.counters().parsed_sentences, 2u) << bytes;
  };
  expect_unchanged("$GPRMC,180042,A,3750.1802,N,08338.7865,W,2.30,154.9,280511,,,A*00\r\n");
  expect_unchanged("$GPRMC,180042,A,3750.1802,N,08338.7865,W,2.30,154.9,280511,,,A\r\n");
  expect_unchanged(line("GPRMC,180042,A,36000.0000,N,72000.0000,E,2.30,154.9,280511,,,A"));
  expect_unchanged(line("GPRMC,180042,V,36000.0000,N,72000.0000,E,,,280511,,,N"));
  expect_unchanged(line("GPRMC,180042,A,3750.1802,N,08338.7865,W,2.30,154.9,000000,,,A"));
  expect_unchanged(line("GPRMC,180042,A,3750.1802,N,08338"));
  expect_unchanged(line("GPRMC"));
  expect_unchanged(line("GPGGA,,3749.1802,N,08338.7865,W,1,07,1.1,397.4,M,-32.5,M,,"));
  expect_unchanged(line("GPRMC,180042,A,,,,,2.30,154.9,280511,,,A"));
  expect_unchanged(
      "$GPRMC,180042,A,\xB5\x62"
      "3750.1802,N\r\n");
  expect_unchanged("$GPRMC,180042,A,$GPRMC,180042,A,3750.18$GP*00\r\n\r\n*7A\r\n$\r\n$*\r\n");
}

TEST(GpsState, CountsWhatItDrops) {
  Receiver receiver;
  feed(receiver.gps, "$GPGLL,1*00\r\n$GPGLL,1\r\n$GPG\x01\n$GP$GP" + std::string(130, 'x') + "\n");
  receiver.say("GPTXT,hello");
  receiver.say("GPGLL,1");
  receiver.say(rmc);
  const GpsCounters& counters = receiver.gps.counters();
  EXPECT_EQ(counters.crc_fails, 1);
  EXPECT_EQ(counters.no_checksums, 1);
  EXPECT_EQ(counters.not_text, 1);
  EXPECT_EQ(counters.restarted, 1);
  EXPECT_EQ(counters.too_long, 1);
  EXPECT_EQ(counters.unsupported_sentences, 1u);
  EXPECT_EQ(counters.malformed_sentences, 1);
  EXPECT_EQ(counters.clean_sentences, 3u);
  EXPECT_EQ(counters.parsed_sentences, 1u);
}

TEST(GpsState, CountersStopAtTheirGreatestValue) {
  Receiver receiver;
  for (int n = 0; n != 70'000; ++n) feed(receiver.gps, "$GPGLL,1*00\r\n");
  EXPECT_EQ(receiver.gps.counters().crc_fails, 65'535);
}

TEST(GpsState, SentencesWithoutChecksumAreTakenOnDemand) {
  Receiver receiver(GpsOptions{.accepts_no_checksum = true});
  EXPECT_EQ(feed(receiver.gps, "$" + std::string(rmc) + "\r\n"), nmea::RMC);
}

TEST(GpsState, TimeIsRightOverMidnightAndInALeapSecond) {
  Receiver receiver;
  const auto at = [&](const char* time, const char* date) {
    receiver.say(std::string("GPGGA,") + time +
                 ",3749.1802,N,08338.7865,W,1,07,1.1,397.4,M,-32.5,M,,");
    receiver.say(std::string("GPRMC,") + time + ",A,3749.1802,N,08338.7865,W,,," + date + ",,,A");
    return receiver.gps.utc_ms();
  };
  const std::int64_t before = at("235959.000", "311216");
  EXPECT_EQ(before, 1'483'228'799'000);
  EXPECT_EQ(at("235960.000", "311216"), before + 1000);
  EXPECT_EQ(at("000000.000", "010117"), before + 1000) << "POSIX time has no leap second";
  EXPECT_EQ(receiver.gps.fix().date, (nmea::Date{2017, 1, 1}));
  receiver.say("GPGGA,000001.000,3749.1802,N,08338.7865,W,1,07,1.1,397.4,M,-32.5,M,,");
  EXPECT_EQ(receiver.gps.fix().date.year, 0) << "GGA does not tell it";
  EXPECT_EQ(receiver.gps.utc_ms(), before + 1000) << "the clock goes by RMC and ZDA alone";
}

TEST(GpsState, ADateFromBeforeTheFirmwareIs1024WeeksLater) {
  Receiver plain;
  plain.say("GPRMC,120000,A,3749.1802,N,08338.7865,W,,,220899,,,A");
  EXPECT_EQ(plain.gps.fix().date, (nmea::Date{1999, 8, 22}));
  Receiver rolled(GpsOptions{.not_before_days = nmea::Date{2026, 1, 1}.days()});
  rolled.say("GPRMC,120000,A,3749.1802,N,08338.7865,W,,,130407,,,A");
  EXPECT_EQ(rolled.gps.fix().date, (nmea::Date{2026, 11, 27}));
  rolled.say("GPRMC,120001,A,3749.1802,N,08338.7865,W,,,281126,,,A");
  EXPECT_EQ(rolled.gps.fix().date, (nmea::Date{2026, 11, 28}));
}

TEST(GpsState, TimeWithoutAFixIsTrustedOnlyWithABattery) {
  const char* without_fix = "GPRMC,120000,V,,,,,,,281126,,,N";
  Receiver plain;
  plain.say(without_fix);
  plain.say("GPZDA,120000,28,11,2026,00,00");
  EXPECT_FALSE(plain.gps.has_utc());
  Receiver with_battery(GpsOptions{.battery = true});
  with_battery.say(without_fix, 77);
  EXPECT_EQ(with_battery.gps.utc_ms(), 1'795'867'200'000);
  EXPECT_EQ(with_battery.gps.utc_arrival(), 77u);
}

TEST(GpsState, ZdaTellsTheTimeOfAReceiverThatHasAFix) {
  Receiver receiver;
  receiver.say("GPGGA,120000,3749.1802,N,08338.7865,W,1,07,1.1,397.4,M,-32.5,M,,");
  EXPECT_FALSE(receiver.gps.has_utc());
  receiver.say("GPZDA,120001,28,11,2026,00,00");  // it may come before GGA
  EXPECT_EQ(receiver.gps.utc_ms(), 1'795'867'201'000);
  EXPECT_EQ(receiver.gps.serial(DATE), 1);
}

TEST(GpsState, CountsOutagesAndBacklogs) {
  Receiver receiver;
  const auto at = [&](int second, Time now) {
    char text[90];
    std::snprintf(text, sizeof text, "GPGLL,3749.1803,N,08338.7865,W,1200%02d,A,A", second);
    receiver.say(text, now);
  };
  at(0, 500'000);
  at(1, 1'500'000);
  EXPECT_EQ(receiver.gps.counters().backlogs, 0);
  at(2, 3'400'000);  // late ...
  at(3, 3'500'000);  // ... as this one shows
  EXPECT_EQ(receiver.gps.counters().backlogs, 1);
  EXPECT_EQ(receiver.gps.counters().outages, 0);
  at(14, 14'500'000);
  EXPECT_EQ(receiver.gps.counters().outages, 1);
}

TEST(GpsState, SerialsCountWhatWasTold) {
  Receiver receiver;
  receiver.say(gga);
  receiver.say(rmc);
  receiver.say("GPVTG,232.9,T,,M,002.3,N,004.3,K,A");
  EXPECT_EQ(receiver.gps.serial(POSITION), 2);
  EXPECT_EQ(receiver.gps.serial(ALTITUDE), 1);
  EXPECT_EQ(receiver.gps.serial(COURSE), 2);
  EXPECT_EQ(receiver.gps.serial(DATE), 1);
  receiver.say("GPGSV,1,1,01,03,03,111,00");
  EXPECT_EQ(receiver.gps.groups(), 1);
}

}  // namespace
