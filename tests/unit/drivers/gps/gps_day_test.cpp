// SPDX-License-Identifier: MIT
// A receiver that does everything that receivers, wires and power supplies do, for a day: what a
// program is told at any time is something that was true, and as old as it says.
#include "tests/support/lossy_line.hpp"
#include "tests/support/nmea_lines.hpp"
#include "tests/support/scenario.hpp"
#include "uasyncio/drivers/gps/as_gps.hpp"
#include "uasyncio/testing/chance.hpp"

#include <cerrno>
#include <cstdlib>

using namespace scenario;
using asyncio::AS_GPS;
using asyncio::AsGpsBase;
using asyncio::Coro;
using asyncio::Fix;
using asyncio::OwnedTask;
using asyncio::Time;
using asyncio::testing::Chance;

namespace gps_day {
namespace {

constexpr int day_s = 86'400;
constexpr int start_s = 43'200;  // the day of the test begins at noon, so that midnight comes

/// Where the receiver is at each second, so that whatever a fix says can be held against its time.
namespace sky {

std::string time_text(int second, int part_ms = 0) {
  char text[16];
  const int of_day = second % day_s;
  std::snprintf(text, sizeof text, "%02d%02d%02d.%03d", of_day / 3'600, of_day / 60 % 60,
                of_day % 60, part_ms);
  return text;
}
int minute_part(int second) { return second % 6'000; }
std::string position_text(int second) {
  char text[48];
  std::snprintf(text, sizeof text, "48%02d.%04d,S,011%02d.%04d,E", minute_part(second) / 100,
                second % 100, minute_part(second) / 100, second % 100);
  return text;
}
std::int32_t latitude_e7(int second) {
  const std::int32_t minutes_e7 = minute_part(second) / 100 * 10'000'000 + second % 100 * 1'000;
  return -(480'000'000 + (minutes_e7 + 30) / 60);
}
std::string date_text(int second) { return second < day_s ? "310726" : "010826"; }
std::int32_t days(int second) { return asyncio::nmea::Date{2026, 7, 31}.days() + second / day_s; }

}  // namespace sky

/// What the receiver says, and what becomes of it on its way.
class Receiver {
 public:
  /// The loop's clock is off by `drift` parts in a thousand.
  Receiver(LossyLine& line, std::uint64_t seed, int drift)
      : line_(line), chance_(seed), drift_(drift) {}

  /// From this second on, for ever.
  void play(int n) {
    sim()->at(loop_time(n, 50 + static_cast<int>(chance_.between(0, 600))), [this, n] {
      if (n >= off_until_ && chance_.one_in(400)) lose_power(n);
      if (n >= off_until_) tell(n);
      play(n + 1);
    });
  }
  /// From here on nothing bad happens.
  void calm() { is_calm_ = true; }

  /// When a second of the sky, counted from the start, and milliseconds more have passed.
  Time loop_time(int n, int ms = 0) const {
    const std::int64_t us = n * std::int64_t{1'000'000} + ms * 1'000;
    return static_cast<Time>(us + us / 1'000 * drift_);
  }
  std::int64_t true_utc_ms(Time now) const {
    const std::int64_t ms = static_cast<std::int64_t>(now) / (1'000 + drift_);
    return std::int64_t{sky::days(0)} * day_s * 1'000 + start_s * 1'000 + ms;
  }
  unsigned cuts() const { return cuts_; }

 private:
  bool happens(std::uint32_t one_in) { return !is_calm_ && chance_.one_in(one_in); }

  void lose_power(int n) {
    if (is_calm_) return;
    off_until_ = n + static_cast<int>(chance_.between(1, 90));
    std::string text = second_of(n);
    text.resize(static_cast<std::size_t>(chance_.between(0, std::int64_t(text.size()))));
    line_.arrives(text);  // at any byte
    ++cuts_;
  }

  void tell(int n) {
    const int told = happens(60) ? n - 1 : n;  // late by a second
    std::string text = second_of(told);
    if (happens(10)) damage(text);
    if (happens(40)) {
      const std::size_t half = text.size() / 2;
      line_.arrives(std::string_view(text).substr(0, half));
      const std::string rest = text.substr(half);
      sim()->at(loop_time(n, 700), [this, rest] { line_.arrives(rest); });
    } else {
      line_.arrives(text);
    }
    if (happens(80)) line_.loses(chance_.one_in(2) ? EOVERFLOW : EPROTO);
  }

  std::string second_of(int n) {
    const int second = start_s + n;
    const bool has_fix = is_calm_ || !chance_.one_in(20);
    const std::string time = sky::time_text(second);
    std::string position = sky::position_text(second);
    if (!has_fix) position = chance_.one_in(2) ? "36000.0000,N,72000.0000,E" : ",,,";
    std::string text;
    char numbers[80];
    std::snprintf(numbers, sizeof numbers, ",%d,%02d,1.1,%d.5,M,-32.5,M,,", has_fix ? 1 : 0,
                  second % 60, second % 9'000);
    const std::string gga = nmea_lines::line("GNGGA," + time + "," + position + numbers);
    std::snprintf(numbers, sizeof numbers, ",%d.5,%d.0,", second % 60, second % 360);
    const std::string rmc =
        nmea_lines::line("GNRMC," + time + (has_fix ? ",A," : ",V,") + position + numbers +
                         sky::date_text(second) + ",,," + (has_fix ? "A" : "N"));
    text += chance_.one_in(2) ? gga + rmc : rmc + gga;
    if (second % 5 == 0) text += satellites("GP", second, 6);
    if (second % 5 == 0) text += satellites("GL", second, 4);
    if (second % 60 == 0) text += nmea_lines::line("GPTXT,01,01,02,u-blox");
    return text;
  }

  /// The strength of all satellites of a group is the second that it is of.
  std::string satellites(const char* talker, int second, int count) {
    std::string text;
    const int sentences = (count + 3) / 4;
    for (int n = 0; n != sentences; ++n) {
      if (happens(30)) continue;  // one is missing
      char part[40];
      std::snprintf(part, sizeof part, "%sGSV,%d,%d,%02d", talker, sentences, n + 1, count);
      std::string sentence = part;
      for (int place = n * 4; place != count && place != n * 4 + 4; ++place) {
        std::snprintf(part, sizeof part, ",%02d,%02d,%03d,%02d", place + 1, place * 10, place * 40,
                      second % 60);
        sentence += part;
      }
      text += nmea_lines::line(sentence);
    }
    return text;
  }

  void damage(std::string& text) {
    const auto at = static_cast<std::size_t>(chance_.between(0, std::int64_t(text.size()) - 1));
    switch (chance_.next() % 5) {
      case 0: text[at] = static_cast<char>(text[at] ^ 1 << chance_.next() % 8); break;
      case 1: text.erase(at, 1); break;
      case 2: text.insert(at, "\xB5\x62\x01\x00$$"); break;
      case 3: text.resize(at); break;
      default: text.insert(at, std::string(200, 'x')); break;
    }
  }

  LossyLine& line_;
  Chance chance_;
  std::int64_t drift_;
  int off_until_ = 0;
  unsigned cuts_ = 0;
  bool is_calm_ = false;
};

/// All of a fix is of its second.
void expect_true(const Fix& fix) {
  if (fix.parts == 0) return;
  const int second = fix.time_ms / 1'000 + (fix.time_ms < start_s * 1'000 ? day_s : 0);
  ASSERT_TRUE(fix.has(asyncio::POSITION));
  ASSERT_EQ(fix.time_ms % 1'000, 0);
  ASSERT_EQ(fix.latitude_e7, sky::latitude_e7(second)) << second;
  ASSERT_EQ(fix.longitude_e7 - 110'000'000, -fix.latitude_e7 - 480'000'000) << second;
  if (fix.has(asyncio::DATE)) {
    ASSERT_EQ(fix.date.days(), sky::days(second)) << second;
  }
  if (fix.has(asyncio::ALTITUDE)) {
    ASSERT_EQ(fix.altitude_mm, second % 9'000 * 1'000 + 500) << second;
  }
  if (fix.has(asyncio::COURSE)) {
    ASSERT_EQ(fix.speed_milliknots, second % 60 * 1'000 + 500) << second;
    ASSERT_EQ(fix.course_millidegrees, second % 360 * 1'000) << second;
  }
}

/// Satellites of a system are all of one group, and those that a receiver has.
void expect_whole_groups(const AsGpsBase& gps) {
  int strength[8] = {-1, -1, -1, -1, -1, -1, -1, -1};
  int count[8] = {};
  gps.satellites().for_each([&](const asyncio::nmea::Satellite& satellite) {
    int& of_system = strength[satellite.system];
    if (of_system < 0) of_system = satellite.snr_db;
    ASSERT_EQ(of_system, satellite.snr_db);
    ASSERT_EQ(satellite.azimuth, (satellite.prn - 1) * 40);
    ++count[satellite.system];
  });
  const int of_gps = count[static_cast<unsigned>(asyncio::nmea::System::gps)];
  const int of_glonass = count[static_cast<unsigned>(asyncio::nmea::System::glonass)];
  ASSERT_TRUE(of_gps == 0 || of_gps == 6) << of_gps;
  ASSERT_TRUE(of_glonass == 0 || of_glonass == 4) << of_glonass;
}

/// A program that asks for everything, and is cancelled in the middle of it again and again.
Coro<> ask(AsGpsBase& gps, std::uint64_t seed, unsigned& answers) {
  Chance chance(seed);
  while (true) {
    const auto limit = static_cast<int>(chance.between(0, 30'000));
    switch (chance.next() % 3) {
      case 0: {
        const unsigned parts = 1 + chance.next() % 15;
        auto fix = co_await asyncio::as_result(asyncio::wait_for_ms(gps.next_fix(parts), limit));
        if (!fix) break;
        expect_true(*fix);
        EXPECT_TRUE(fix->has(parts));
        ++answers;
        break;
      }
      case 1: {
        const auto end =
            co_await asyncio::as_result(asyncio::wait_for_ms(gps.data_received(15), limit));
        EXPECT_TRUE(!end || gps.valid());
        answers += end ? 1u : 0u;
        break;
      }
      default: {
        const auto end =
            co_await asyncio::as_result(asyncio::wait_for_ms(gps.get_satellite_data(), limit));
        if (end) expect_whole_groups(gps);
        answers += end ? 1u : 0u;
        break;
      }
    }
  }
}

struct Day {
  Day(std::uint64_t seed, int drift) : receiver(line, seed, drift) {}
  LossyLine line;
  asyncio::BufferedReader<100> reader{line};
  AS_GPS<24> gps{asyncio::GpsOptions{.mask = 0xFF},
                 [](AsGpsBase& told, std::uint8_t, void*) { expect_true(told.fix()); }, nullptr};
  Receiver receiver;
};

void expect_ages(const Day& day, Time now) {
  const Fix& fix = day.gps.fix();
  if (fix.parts == 0) return;
  const int second = fix.time_ms / 1'000 + (fix.time_ms < start_s * 1'000 ? day_s : 0) - start_s;
  // Told within the second behind it, or one later; and the loop may have looked late.
  ASSERT_GE(fix.arrival, day.receiver.loop_time(second));
  ASSERT_LE(fix.arrival, day.receiver.loop_time(second + 2) + 4'000'000);
  ASSERT_EQ(day.gps.time_since_fix(), static_cast<std::int32_t>((now - fix.arrival) / 1'000));
  if (!day.gps.has_utc()) return;
  const std::int64_t error = day.gps.now_utc_ms() - day.receiver.true_utc_ms(now);
  const auto age_ms = static_cast<std::int64_t>((now - day.gps.utc_arrival()) / 1'000);
  ASSERT_LE(std::abs(error), 6'000 + age_ms / 9);
}

Coro<> live(std::uint64_t seed, int seconds, int drift) {
  Day day(seed, drift);
  unsigned answers = 0;
  Chance chance(seed + 100);
  day.receiver.play(0);
  const OwnedTask<> asks = asyncio::create_task(ask(day.gps, seed, answers));
  OwnedTask<> runs = asyncio::create_task(day.gps.run(day.reader));
  const Time end = day.receiver.loop_time(seconds);
  while (asyncio::Loop::running()->time() < end && !::testing::Test::HasFatalFailure()) {
    co_await asyncio::sleep_ms(static_cast<int>(chance.between(1, 8'000)));
    if (chance.one_in(50)) sim()->work_ms(static_cast<std::uint64_t>(chance.between(1, 4'000)));
    if (chance.one_in(20)) {  // cancelled anywhere, and begun anew
      runs = asyncio::create_task(day.gps.run(day.reader));
    }
    const Time now = asyncio::Loop::running()->time();
    expect_true(day.gps.fix());
    expect_whole_groups(day.gps);
    expect_ages(day, now);
    const Time age = now - day.gps.fix().arrival;
    EXPECT_FALSE(day.gps.valid() && age > 10'000'000) << "an old fix is none";
    const asyncio::GpsCounters& counters = day.gps.counters();
    EXPECT_EQ(counters.clean_sentences, counters.parsed_sentences + counters.void_sentences +
                                            counters.unsupported_sentences +
                                            counters.malformed_sentences);
  }
  day.receiver.calm();
  co_await asyncio::sleep(60);
  EXPECT_TRUE(day.gps.valid()) << "all is well again";
  EXPECT_EQ(day.gps.satellites().in_view(), 10u);
  const asyncio::GpsCounters& counters = day.gps.counters();
  EXPECT_GT(counters.parsed_sentences, static_cast<unsigned>(seconds));
  EXPECT_GT(answers, static_cast<unsigned>(seconds) / 60);
  // It has been attacked in each way.
  EXPECT_GT(day.receiver.cuts(), 0u);
  for (const unsigned count :
       {unsigned{counters.crc_fails}, unsigned{counters.too_long}, unsigned{counters.not_text},
        unsigned{counters.restarted}, unsigned{counters.incomplete_groups},
        unsigned{counters.malformed_sentences}, unsigned{counters.outages},
        unsigned{counters.backlogs}, counters.void_sentences, unsigned{day.gps.stream_errors()}}) {
    EXPECT_GT(count, 0u);
  }
}

TEST(GpsDay, OfARoughReceiverEverythingThatIsToldWasTrue) {
  EXPECT_EQ(played([]() { return live(1, day_s - 120, -100); }), "ok");
}

TEST(GpsDay, HoursOfOtherReceiversAndClocksToo) {
  static constexpr int drifts[] = {100, 30, 0, -30};
  for (unsigned n = 0; n != 4; ++n) {
    EXPECT_EQ(played([n]() { return live(n + 2, 2 * 3'600, drifts[n]); }), "ok") << n;
  }
}

/// Two good seconds, one that breaks off, and power again: whichever byte was the last, what is
/// told before, meanwhile and afterwards is right, and the first second behind it counts.
TEST(GpsDay, PowerIsLostAtEachByteOfASecond) {
  const auto second_text = [](int second) {
    const std::string position = sky::position_text(second);
    return nmea_lines::line("GNGGA," + sky::time_text(second) + "," + position +
                            ",1,07,1.1,7.5,M,1.0,M,,") +
           nmea_lines::line("GNRMC," + sky::time_text(second) + ",A," + position + ",1.0,2.0," +
                            sky::date_text(second) + ",,,A") +
           nmea_lines::line("GPGSV,2,1,05,01,00,000,07,02,10,040,07,03,20,080,07,04,30,120,07") +
           nmea_lines::line("GPGSV,2,2,05,05,40,160,07");
  };
  const std::string broken = second_text(start_s + 2);
  for (std::size_t cut = 0; cut != broken.size(); ++cut) {
    AS_GPS<16> gps;
    Time now = 0;
    const auto feed = [&](std::string_view text) {
      nmea_lines::feed(gps, text, now += 1'000'000);
      const Fix& fix = gps.fix();
      const int second = fix.time_ms / 1'000;
      ASSERT_EQ(fix.latitude_e7, sky::latitude_e7(second)) << cut;
      ASSERT_TRUE(gps.satellites().in_view() == 5u) << cut;
    };
    feed(second_text(start_s));
    feed(second_text(start_s + 1));
    feed(std::string_view(broken).substr(0, cut));
    feed(nmea_lines::line("PMTK010,001") + nmea_lines::line("GNRMC,000000.000,V,,,,,,,060180,,,N"));
    ASSERT_FALSE(gps.GpsState::valid());
    feed(second_text(start_s + 9));
    ASSERT_EQ(gps.fix().time_ms, (start_s + 9) * 1'000) << cut;
    ASSERT_EQ(gps.utc_ms(), (std::int64_t{sky::days(0)} * day_s + start_s + 9) * 1'000) << cut;
    ASSERT_LE(gps.counters().restarted + gps.counters().crc_fails, 1) << cut;
  }
}

}  // namespace
}  // namespace gps_day
