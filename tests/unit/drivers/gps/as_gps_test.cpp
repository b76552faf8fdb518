// SPDX-License-Identifier: MIT
#include "uasyncio/drivers/gps/as_gps.hpp"

#include "tests/support/lossy_line.hpp"
#include "tests/support/nmea_lines.hpp"
#include "tests/support/scenario.hpp"
#include "tests/support/scripted_device.hpp"
#include "uasyncio/stream/memory_pair.hpp"
#include "uasyncio/testing/faulty_device.hpp"

using namespace scenario;
using asyncio::AS_GPS;
using asyncio::Coro;
using asyncio::Fix;
using scripted_device::ScriptedDevice;

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
              const std::int64_t told =
                  asyncio::nmea::Date{2011, 5, 28}.days() * 86'400'000LL + 12 * 3'600'000;
              say(gps.now_utc_ms() - told, gps.now_local_ms() - told);
              co_await asyncio::sleep(30 * 86'400);
              say(gps.time_since_fix());
            }),
            "-1 1000 900 3600900 2147483647 ok");
}

TEST(AsGps, CallsBackForTheTypesOfItsMaskBeforeWaitersGoOn) {
  EXPECT_EQ(played([]() -> Coro<> {
              AS_GPS<16> gps(
                  asyncio::GpsOptions{.mask = asyncio::nmea::RMC},
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
  EXPECT_EQ(
      played([]() -> Coro<> {
        AS_GPS<16> gps;
        const auto task = asyncio::create_task(
            [](AS_GPS<16>& told) -> Coro<> {
              for (const char* text : {"GPGSV,2,1,05,02,28,259,33,04,12,212,27,05,34,305,30,07,"
                                       "79,138,",
                                       "GPGSV,2,2,05,16,20,040,17"}) {
                co_await asyncio::sleep_ms(100);
                for (const char byte : nmea_lines::line(text)) told.update(byte);
              }
            },
            std::ref(gps));
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

TEST(AsGps, AReceiverThatHasFallenSilentHasNoFix) {
  EXPECT_EQ(played([]() -> Coro<> {
              AS_GPS<16> gps(asyncio::GpsOptions{.outage_s = 5});
              co_await receiver(gps, 1);
              say(gps.valid());
              co_await asyncio::sleep(4);
              say(gps.valid());
              co_await asyncio::sleep_ms(1);
              say(gps.valid(), gps.fix().has(asyncio::POSITION));
            }),
            "1 1 0 1 ok");
}

// --- A stream that is read ----------------------------------------------------------------------

/// `count` sentences with a fix, one second after the other.
std::string fixes(int count) {
  std::string text;
  for (int n = 0; n != count; ++n) {
    char sentence[100];
    std::snprintf(sentence, sizeof sentence,
                  "GPRMC,1201%02d,A,3749.1802,N,08338.7865,W,2.30,154.9,280511,,,A", n);
    text += nmea_lines::line(sentence);
  }
  return text;
}

/// The second of the newest fix.
int second_of(const asyncio::GpsState& gps) { return gps.fix().time_ms / 1000 % 60; }

TEST(AsGpsRun, ReadsAStreamToItsEndWhateverItsPieces) {
  for (const std::size_t buffer : {1u, 7u, 64u, 500u}) {
    for (const unsigned seed : {0u, 1u, 2u}) {
      EXPECT_EQ(played([buffer, seed]() -> Coro<> {
                  ScriptedDevice device(fixes(9), 200, seed);
                  std::vector<char> room(buffer);
                  asyncio::StreamReader reader(device, room);
                  AS_GPS<16> gps;
                  co_await gps.run(reader);
                  say(gps.counters().parsed_sentences, second_of(gps), gps.stream_errors());
                }),
                "9 8 0 ok")
          << buffer << " " << seed;
    }
  }
}

TEST(AsGpsRun, EachSentenceOfAPieceIsSeenByThoseWhoWait) {
  EXPECT_EQ(played([]() -> Coro<> {
              ScriptedDevice device(fixes(5), 1000, 0);
              asyncio::BufferedReader<500> reader(device);
              AS_GPS<16> gps;
              const auto waits = asyncio::create_task(
                  [](AS_GPS<16>& told) -> Coro<> {
                    while (true) {
                      const Fix fix = co_await told.next_fix();
                      say(fix.time_ms / 1000 % 60);
                    }
                  },
                  std::ref(gps));
              co_await asyncio::sleep_ms(0);
              co_await gps.run(reader);
              co_await asyncio::cancel_and_wait(waits);
            }),
            "0 1 2 3 4 ok");
}

TEST(AsGpsRun, WhatCameTogetherHasOneArrivalHoweverLongTheOthersTake) {
  EXPECT_EQ(played([]() -> Coro<> {
              ScriptedDevice device(fixes(3), 1000, 0);
              asyncio::BufferedReader<500> reader(device);
              AS_GPS<16> gps(asyncio::GpsOptions(),
                             [](asyncio::AsGpsBase& told, std::uint8_t, void*) {
                               say(told.fix().arrival);
                               sim()->work(300'000);
                             });
              co_await asyncio::sleep_ms(1);
              co_await gps.run(reader);
            }),
            "1000 1000 1000 ok");
}

TEST(AsGpsRun, BytesThatTheLineLostCostTheirSentenceEvenIfItsSumIsRight) {
  EXPECT_EQ(played([]() -> Coro<> {
              LossyLine uart;
              asyncio::BufferedReader<256> reader(uart);
              AS_GPS<16> gps;
              const auto runs = asyncio::create_task(gps.run(reader));
              const std::string text = fixes(2);
              uart.arrives(text.substr(0, 20));
              uart.loses(EOVERFLOW);
              uart.arrives(text.substr(20));
              co_await asyncio::sleep_ms(1);
              say(gps.counters().parsed_sentences, second_of(gps), gps.counters().not_text);
              say(gps.stream_errors(), gps.error().code == EOVERFLOW);
              say(runs.done());
              co_await asyncio::cancel_and_wait(runs);
            }),
            "1 1 1 1 1 0 ok");
}

TEST(AsGpsRun, TheEndOfAStreamEndsALineThatHasItsChecksum) {
  const auto counted = [](std::size_t left_out, bool accepts_no_checksum) {
    return played([=]() -> Coro<> {
      const std::string text = fixes(2);
      ScriptedDevice device(text.substr(0, text.size() - left_out), 7, 1);
      asyncio::BufferedReader<50> reader(device);
      AS_GPS<16> gps(asyncio::GpsOptions{.accepts_no_checksum = accepts_no_checksum});
      co_await gps.run(reader);
      say(gps.counters().clean_sentences, second_of(gps));
    });
  };
  EXPECT_EQ(counted(1, false), "2 1 ok");
  EXPECT_EQ(counted(2, false), "2 1 ok");
  for (std::size_t left_out = 3; left_out != 60; ++left_out) {
    EXPECT_EQ(counted(left_out, left_out % 2 == 0), "1 0 ok") << left_out;
  }
}

TEST(AsGpsRun, EndsWithAnyOtherFailureOfItsStream) {
  EXPECT_EQ(played([]() -> Coro<> {
              ScriptedDevice device(fixes(2) + "$GPR", 1000, 0, ScriptedDevice::Stop::reset);
              asyncio::BufferedReader<500> reader(device);
              AS_GPS<16> gps;
              say(co_await code_of(gps.run(reader)) == ECONNRESET);
              say(gps.counters().parsed_sentences, gps.error().code == ECONNRESET);
              ScriptedDevice other("MC" + fixes(1), 1000, 0);
              asyncio::BufferedReader<500> of_other(other);
              co_await gps.run(of_other);
              say(gps.counters().parsed_sentences, gps.counters().not_text);
            }),
            "1 2 1 3 1 ok");
}

TEST(AsGpsRun, ASecondReaderOfTheStreamFailsAndTheFirstGoesOn) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::MemoryPair<512> wire;
              asyncio::BufferedReader<512> reader(wire.left);
              asyncio::BufferedWriter<512> writer(wire.right);
              AS_GPS<16> gps;
              const auto runs = asyncio::create_task(gps.run(reader));
              co_await asyncio::sleep_ms(1);
              AS_GPS<16> other;
              const auto result = co_await asyncio::as_result(other.run(reader));
              say(result.error().name());
              co_await writer.awrite(fixes(3));
              writer.close();
              co_await runs;
              say(gps.counters().parsed_sentences);
            }),
            "RuntimeError 3 ok");
}

/// Cancelled after so many steps, and begun anew: every sentence comes once, but for one that was
/// under way.
Coro<> run_with_a_cancel(int steps, unsigned seed) {
  constexpr int sentences = 4;
  ScriptedDevice device(fixes(sentences), 90, seed + 1);
  asyncio::testing::FaultyDevice faulty(device, seed);
  asyncio::BufferedReader<200> reader(faulty);
  AS_GPS<16> gps;
  {
    const asyncio::OwnedTask<> runs = asyncio::create_task(gps.run(reader));
    for (int n = 0; n != steps; ++n) co_await asyncio::sleep_ms(0);
  }
  co_await gps.run(reader);
  const asyncio::GpsCounters& counters = gps.counters();
  EXPECT_EQ(counters.parsed_sentences + counters.not_text, 4u) << steps << " " << seed;
  EXPECT_LE(counters.not_text, 1) << steps << " " << seed;
  EXPECT_EQ(counters.clean_sentences, counters.parsed_sentences);
}

TEST(AsGpsRun, ACancelAnywhereLosesAtMostTheSentenceUnderWay) {
  for (unsigned seed = 1; seed != 6; ++seed) {
    for (int steps = 0; steps != 40; ++steps) {
      EXPECT_EQ(played([steps, seed]() -> Coro<> { co_await run_with_a_cancel(steps, seed); }),
                "ok");
    }
  }
}

TEST(AsGpsRun, TakesNoMemoryButItsFrame) {
  EXPECT_EQ(played([]() -> Coro<> {
              ScriptedDevice device(fixes(3), 50, 3);
              asyncio::BufferedReader<100> reader(device);
              AS_GPS<16> gps;
              asyncio::FramePool::current().fail_allocation(1);
              const auto refused = co_await asyncio::as_result(gps.run(reader));
              say(refused.error().name());
              asyncio::FramePool::current().fail_allocation(2);
              co_await gps.run(reader);
              asyncio::FramePool::current().fail_allocation(0);
              say(gps.counters().parsed_sentences);
            }),
            "MemoryError 3 ok");
}

}  // namespace
