// SPDX-License-Identifier: MIT
// Hostile streams, by seed: whatever comes, a fix is a place on Earth and a day of the calendar,
// and no sentence counts that is not in the stream with its checksum.
#include "tests/support/nmea_lines.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <random>
#include <string>

using namespace uasyncio;

namespace {

constexpr const char* sentences[] = {
    "GPRMC,180041.896,A,3749.1802,N,08338.7865,W,2.30,154.9,280511,,,A",
    "GPRMC,180042.896,V,36000.0000,N,72000.0000,E,,,280511,,,N",
    "GNGGA,235959.999,3749.1802,N,08338.7865,W,1,07,1.1,397.4,M,-32.5,M,,",
    "GPGLL,4250.5589,S,14718.5084,E,092204.999,A",
    "GPVTG,232.9,T,,M,002.3,N,004.3,K,A",
    "GNGSA,A,3,13,12,22,19,08,21,,,,,,,1.05,0.64,0.83,4",
    "GPGSV,2,1,05,02,28,259,33,04,12,212,27,05,34,305,30,07,79,138,",
    "GPGSV,2,2,05,16,20,040,17",
    "GAGSV,1,1,02,02,00,179,,04,09,321,,7",
    "GNGNS,094821.0,4849.931307,N,00216.053323,E,AAN,14,0.6,161.5,48.0,,",
    "GPZDA,172809.456,12,07,1996,00,00",
    "PMTK001,604,3",
};

class Attack {
 public:
  explicit Attack(unsigned seed) : random_(seed) {}

  /// A sentence, damaged half of the time; the checksum often belongs to the damaged one.
  std::string next() {
    std::string text = sentences[below(std::size(sentences))];
    const bool is_damaged = below(2) == 0;
    const bool sums_first = below(2) == 0;
    if (is_damaged && !sums_first) damage(text);
    std::string bytes = nmea_lines::line(text);
    if (is_damaged && sums_first) damage(bytes);
    return bytes;
  }

 private:
  unsigned below(std::size_t limit) { return static_cast<unsigned>(random_() % limit); }

  void damage(std::string& text) {
    constexpr std::string_view spice = "$*,.-+0123456789ANSEWV\r\n\xB5";
    for (unsigned times = 1 + below(3); times != 0 && !text.empty(); --times) {
      const std::size_t at = below(text.size());
      switch (below(6)) {
        case 0: text[at] = spice[below(spice.size())]; break;
        case 1: text[at] = static_cast<char>(below(256)); break;
        case 2: text.erase(at, 1 + below(9)); break;
        case 3: text.insert(at, 1, spice[below(spice.size())]); break;
        case 4: text.insert(at, text.substr(0, below(40))); break;
        default: text.resize(at); break;
      }
    }
  }

  std::mt19937 random_;
};

void expect_sane(const GpsState& gps) {
  const Fix& fix = gps.fix();
  if (fix.parts != 0) {
    ASSERT_TRUE(fix.has(POSITION));
    ASSERT_LE(std::abs(fix.latitude_e7), 900'000'000);
    ASSERT_LE(std::abs(fix.longitude_e7), 1'800'000'000);
    ASSERT_GE(fix.time_ms, 0);
    ASSERT_LT(fix.time_ms, 86'401'000);
  }
  if (fix.has(DATE)) {
    ASSERT_EQ(nmea::Date::of_days(fix.date.days()), fix.date);
  }
  if (fix.course_millidegrees != nmea::absent) {
    ASSERT_GE(fix.course_millidegrees, 0);
    ASSERT_LE(fix.course_millidegrees, 360'000);
  }
  gps.satellites().for_each([](const nmea::Satellite& satellite) {
    ASSERT_LE(satellite.prn, 999);
    ASSERT_EQ(satellite.is_pending, 0);
  });
  const GpsCounters& counters = gps.counters();
  ASSERT_EQ(counters.clean_sentences, counters.parsed_sentences + counters.void_sentences +
                                          counters.unsupported_sentences +
                                          counters.malformed_sentences);
}

/// Checksums may be written in small letters.
std::string with_capitals(std::string text) {
  for (char& character : text) {
    if (character >= 'a' && character <= 'f') character = static_cast<char>(character - 32);
  }
  return text;
}

/// The sentence, checked again in the plainest way: from the bytes that were fed.
void expect_in_stream(const GpsState& gps, const std::string& bytes) {
  std::string wanted = with_capitals(nmea_lines::line(gps.sentence().text()));
  wanted.resize(wanted.size() - 2);  // the line end may be either
  ASSERT_NE(with_capitals(bytes).find(wanted), std::string::npos) << wanted;
}

TEST(GpsFuzz, HostileStreamsLeaveAPlaceOnEarthAndADayOfTheCalendar) {
  const char* rounds = std::getenv("UASYNCIO_FUZZ_ROUNDS");
  const long long count = rounds != nullptr ? std::atoll(rounds) : 100'000;
  std::array<nmea::Satellite, 24> room{};
  GpsState gps(room, {});
  Attack attack(20260712);
  std::string tail;
  Time now = 0;
  for (long long n = 0; n != count; ++n) {
    const std::string bytes = attack.next();
    const std::string seen = tail + bytes;
    for (const char byte : bytes) {
      // The counters stop: the sum of `expect_sane` holds only before.
      const bool is_applied = gps.push(byte, now) != 0;
      if (is_applied) expect_in_stream(gps, seen);
    }
    tail = seen.substr(seen.size() - std::min<std::size_t>(seen.size(), 200));
    now += 100'000;
    if (gps.counters().malformed_sentences == 65'535) {
      std::destroy_at(&gps);
      std::construct_at(&gps, room, GpsOptions());
    }
    expect_sane(gps);
    if (HasFatalFailure()) FAIL() << "round " << n << ": " << bytes;
  }
}

}  // namespace
