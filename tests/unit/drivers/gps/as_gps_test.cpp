#include "uasyncio/drivers/gps/as_gps.hpp"

#include "tests/support/nmea_lines.hpp"
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::AS_GPS;
using asyncio::Coro;
using asyncio::Fix;

namespace {

/// A receiver with a fix each second: GGA at the second, RMC 100 ms later.
Coro<> receiver(AS_GPS<16>& gps, int seconds) {
  for (int second = 0; second != seconds; ++second) {
    char text[100];
    std::snprintf(text, sizeof text,
                  "GPGGA,1200%02d,3749.1802,N,08338.7865,W,1,07,1.1,%d.0,M,-32.5,M,,", second,
                  second);
    for (const char byte : nmea_lines::line(text)) gps.update(byte);
    co_await asyncio::sleep_ms(100);
    std::snprintf(text, sizeof text,
                  "GPRMC,1200%02d,A,3749.1802,N,08338.7865,W,%d.0,154.9,280511,,,A", second,
                  second);
    for (const char byte : nmea_lines::line(text)) gps.update(byte);
    co_await asyncio::sleep_ms(900);
  }
}

TEST(AsGps, DataReceivedWaitsForAllPartsSinceTheCall) {
  EXPECT_EQ(played([]() -> Coro<> {
              AS_GPS<16> gps;
              const auto task = asyncio::create_task(receiver(gps, 4));
              co_await gps.data_received(asyncio::ALTITUDE);
              say(now_ms());
              co_await gps.data_received(asyncio::POSITION | asyncio::DATE);
              say(now_ms());
              co_await gps.data_received(asyncio::ALTITUDE | asyncio::COURSE);
              say(now_ms());
            }),
            "0 100 1100 ok");
}

TEST(AsGps, NextFixIsOfOneTime) {
  EXPECT_EQ(played([]() -> Coro<> {
              AS_GPS<16> gps;
              const auto task = asyncio::create_task(receiver(gps, 4));
              co_await gps.data_received(asyncio::COURSE);
              for (int n = 0; n != 2; ++n) {
                const Fix fix = co_await gps.next_fix(asyncio::ALTITUDE | asyncio::COURSE);
                say(now_ms(), fix.altitude_mm, fix.speed_milliknots);
              }
            }),
            "1100 1000 1000 2100 2000 2000 ok");
}

TEST(AsGps, AWaitThatIsCancelledLeavesNoTrace) {
  EXPECT_EQ(played([]() -> Coro<> {
              AS_GPS<16> gps;
              say(co_await error_of(asyncio::wait_for_ms(gps.next_fix(), 500)));
              say(co_await error_of(asyncio::wait_for_ms(gps.get_satellite_data(), 500)));
              const auto task = asyncio::create_task(receiver(gps, 1));
              const Fix fix = co_await gps.next_fix();
              say(fix.arrival / 1000);
            }),
            "TimeoutError TimeoutError 1000 ok");
}

TEST(AsGps, SaysHowOldItsFixIs) {
  EXPECT_EQ(played([]() -> Coro<> {
              AS_GPS<16> gps(asyncio::GpsOptions{.local_offset_s = 3600});
              say(gps.time_since_fix());
              co_await receiver(gps, 1);
              say(gps.time_since_fix());
              const std::int64_t told = asyncio::nmea::Date{2011, 5, 28}.days() * 86'400'000LL +
                                        12 * 3'600'000;
              say(gps.now_utc_ms() - told, gps.now_local_ms() - told);
              co_await asyncio::sleep(30 * 86'400);
              say(gps.time_since_fix());
            }),
            "-1 1000 900 3600900 2147483647 ok");
}

TEST(AsGps, CallsBackForTheTypesOfItsMaskBeforeWaitersGoOn) {
  EXPECT_EQ(played([]() -> Coro<> {
              AS_GPS<16> gps(asyncio::GpsOptions{.mask = asyncio::nmea::RMC},
                             [](asyncio::AsGpsBase&, std::uint8_t type, void* argument) {
                               say(static_cast<const char*>(argument), int{type});
                             },
                             const_cast<char*>("callback"));
              const auto task = asyncio::create_task(receiver(gps, 1));
              co_await gps.data_received(asyncio::COURSE);
              say("waiter");
            }),
            "callback 1 waiter ok");
}

TEST(AsGps, SatelliteDataComesWithACompleteGroup) {
  EXPECT_EQ(played([]() -> Coro<> {
              AS_GPS<16> gps;
              const auto task = asyncio::create_task([](AS_GPS<16>& told) -> Coro<> {
                for (const char* text : {"GPGSV,2,1,05,02,28,259,33,04,12,212,27,05,34,305,30,07,"
                                         "79,138,", "GPGSV,2,2,05,16,20,040,17"}) {
                  co_await asyncio::sleep_ms(100);
                  for (const char byte : nmea_lines::line(text)) told.update(byte);
                }
              }, std::ref(gps));
              co_await gps.get_satellite_data();
              say(now_ms(), gps.satellites().in_view());
            }),
            "200 5 ok");
}

TEST(AsGps, AnObjectThatEndsWithWaitersEndsThem) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::optional<AS_GPS<16>> gps;
              gps.emplace();
              const auto task = asyncio::create_task(gps->data_received(asyncio::POSITION));
              co_await asyncio::sleep_ms(1);
              gps.reset();
              say(co_await error_of(task));
            }),
            "CancelledError ok");
}

}  // namespace
