// SPDX-License-Identifier: MIT
#include "uasyncio/drivers/gps/as_tgps.hpp"

#include "tests/support/lossy_line.hpp"
#include "tests/support/nmea_lines.hpp"
#include "tests/support/scenario.hpp"
#include "uasyncio/sched/wall_clock.hpp"
#include "uasyncio/stream/reader.hpp"
#include "uasyncio/testing/pin.hpp"

#include <random>

using namespace scenario;
using asyncio::Coro;
using asyncio::GPS_RWTimer;
using asyncio::GPS_Timer;
using asyncio::GpsOptions;
using asyncio::TimeSplit;
using asyncio::testing::Pin;

namespace {

static_assert(asyncio::WallClock<GPS_Timer<Pin>>);

constexpr std::int64_t us_per_second = 1'000'000;

std::int64_t utc_s(int year, int month, int day, int seconds) {
  const asyncio::nmea::Date date{static_cast<std::int16_t>(year), static_cast<std::uint8_t>(month),
                                 static_cast<std::uint8_t>(day)};
  return std::int64_t{date.days()} * 86'400 + seconds;
}

std::string split_text(const TimeSplit& time) {
  char text[40];
  std::snprintf(text, sizeof text, "%02u:%02u:%02u.%06u", time.hours, time.minutes, time.seconds,
                unsigned{time.microseconds});
  return text;
}

/// A receiver with a pulse at each second and an RMC 300 ms later, from 23:59:50 on 31 December
/// 2016 on, which had a leap second. The loop's clock may be fast.
class TimedReceiver {
 public:
  static constexpr std::int64_t first_s = 86'390;  // of that day

  std::int64_t ppm = 0;
  char status = 'A';
  bool has_sentence = true;
  int fraction_ms = 0;

  /// From second `begin` to before `end`: pulses, and sentences that `gps` reads from a line.
  template <class Gps>
  void play(Gps& gps, Pin& pin, int begin, int end) {
    if (!runs_) runs_ = asyncio::create_task(gps.run(reader_));
    for (int n = begin; n != end; ++n) {
      sim()->at(at(n, 0), [&pin] { pin.set(true); });
      sim()->at(at(n, 100'000), [&pin] { pin.set(false); });
      sim()->at(at(n, 300'000), [this, n] {
        if (has_sentence) line_.arrives(nmea_lines::line(rmc(n)));
      });
    }
  }
  /// True time of the second `n`, 0 at 23:59:50, and `us` behind it.
  asyncio::Time at(int n, std::int64_t us) const {
    const std::int64_t length = n * us_per_second + us;
    return static_cast<asyncio::Time>(us_per_second + length + length * ppm / 1'000'000);
  }
  static std::int64_t utc_us(int n, std::int64_t us = 0) {
    return (utc_s(2016, 12, 31, first_s) + n - (n > 10 ? 1 : 0)) * us_per_second + us;
  }

 private:
  std::string rmc(int n) const {
    const bool is_new_year = n > 10;
    const int seconds = is_new_year ? n - 11 : n + 50;
    const int hours_minutes = is_new_year ? seconds / 60 : 2'359;
    char text[100];
    std::snprintf(text, sizeof text, "GPRMC,%04d%02d.%03d,%c,3749.1802,N,08338.7865,W,,,%s,,,A",
                  hours_minutes, is_new_year ? seconds % 60 : seconds, fraction_ms, status,
                  is_new_year ? "010117" : "311216");
    return text;
  }

  LossyLine line_;
  asyncio::BufferedReader<100> reader_{line_};
  asyncio::OwnedTask<> runs_;
};

Coro<> sleep_until_us(asyncio::Time when) {
  co_await asyncio::sleep_us(when - asyncio::Loop::running()->time());
}

TEST(GpsTimer, KnowsTheTimeToTheMicrosecondFromThePulse) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin(false);
              GPS_Timer<Pin, 8> gps(pin, GpsOptions{.local_offset_s = 3'600});
              TimedReceiver receiver;
              receiver.play(gps, pin, 0, 6);
              say(gps.is_ready(), gps.get_ms(), gps.utc_us(), split_text(gps.get_t_split()));
              co_await gps.ready();
              say(asyncio::Loop::running()->time() == receiver.at(3, 300'000));
              co_await sleep_until_us(receiver.at(5, 123'456));
              say(gps.utc_us() == receiver.utc_us(5, 123'456), gps.time_since_pulse());
              say(gps.get_ms(), split_text(gps.get_t_split()));
              say(gps.utc_us(receiver.at(4, 7)) == receiver.utc_us(4, 7));
            }),
            "0 -1 0 00:00:00.000000 1 1 123 3595123 00:59:55.123456 1 ok");
}

TEST(GpsTimer, ALeapSecondHasSixtySeconds) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin(false);
              GPS_Timer<Pin, 8> gps(pin);
              TimedReceiver receiver;
              receiver.play(gps, pin, 0, 14);
              co_await sleep_until_us(receiver.at(9, 500'000));
              say(split_text(gps.get_t_split()), gps.get_ms());
              co_await sleep_until_us(receiver.at(10, 500'000));
              say(split_text(gps.get_t_split()), gps.get_ms());
              co_await sleep_until_us(receiver.at(11, 500'000));
              say(split_text(gps.get_t_split()), gps.get_ms());
              say(gps.utc_us() == receiver.utc_us(11, 500'000));
              say(gps.pulse_counters().contradictions);
            }),
            "23:59:59.500000 86399500 23:59:60.500000 86400500 00:00:00.500000 500 1 0 ok");
}

TEST(GpsTimer, ABusyLoopMakesNothingWrong) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin(false);
              GPS_Timer<Pin, 8> gps(pin);
              TimedReceiver receiver;
              receiver.play(gps, pin, 0, 30);
              co_await gps.ready();
              for (int n = 0; n != 3; ++n) {
                sim()->work_ms(1'700);
                say(gps.utc_us() - static_cast<std::int64_t>(asyncio::Loop::running()->time()) ==
                    receiver.utc_us(0) - static_cast<std::int64_t>(receiver.at(0, 0)));
                co_await asyncio::sleep_ms(0);
              }
            }),
            "1 1 1 ok");
}

TEST(GpsTimer, PulsesThatNobodyTookAreCountedAndTheTimeIsRight) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin(false);
              GPS_Timer<Pin, 8> gps(pin);
              TimedReceiver receiver;
              receiver.play(gps, pin, 0, 10);
              co_await gps.ready();
              receiver.has_sentence = false;
              sim()->work(6 * us_per_second);
              co_await asyncio::sleep_ms(10);
              say(gps.lost_pulses(), gps.is_ready(), gps.time_since_pulse());
              say(gps.utc_us() == receiver.utc_us(9, 310'000));
            }),
            "2 1 2310 1 ok");
}

TEST(GpsTimer, ReadyIsOverWithThePulsesAndComesBack) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin(false);
              GPS_Timer<Pin, 8> gps(pin);
              TimedReceiver receiver;
              receiver.play(gps, pin, 0, 5);
              co_await gps.ready();
              co_await asyncio::sleep(64);
              say(gps.is_ready());
              co_await asyncio::sleep(2);
              say(gps.is_ready(), gps.get_ms(), gps.utc_us());
              const auto late = co_await asyncio::as_result(asyncio::wait_for(gps.ready(), 10));
              say(late.error().name());
              receiver.play(gps, pin, 100, 105);
              co_await gps.ready();
              say(asyncio::Loop::running()->time() == receiver.at(102, 300'000));
            }),
            "1 0 -1 0 TimeoutError 1 ok");
}

TEST(GpsTimer, WithoutAFixThereIsNoTimeEvenIfTheReceiverTellsOne) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin(false);
              GPS_Timer<Pin, 8> gps(pin, GpsOptions{.battery = true});
              TimedReceiver receiver;
              receiver.status = 'V';
              receiver.play(gps, pin, 0, 9);
              co_await asyncio::sleep(9);
              say(gps.has_utc(), gps.is_ready(), gps.pulse_counters().pulses);
            }),
            "1 0 9 ok");
}

TEST(GpsTimer, OnlyWholeSecondsNameAPulse) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin(false);
              GPS_Timer<Pin, 8> gps(pin);
              TimedReceiver receiver;
              receiver.fraction_ms = 200;
              receiver.play(gps, pin, 0, 9);
              co_await asyncio::sleep(9);
              say(gps.valid(), gps.is_ready());
            }),
            "1 0 ok");
}

TEST(GpsTimer, EachPulseIsToldToTasksAndToTheCallback) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin(false);
              GPS_Timer<Pin, 8> gps(pin);
              gps.on_pulse([](const char* text) { say(text); }, "pulse");
              TimedReceiver receiver;
              receiver.play(gps, pin, 0, 6);
              for (int n = 0; n != 5; ++n) {
                const asyncio::PulseMark pulse = co_await gps.next_pulse();
                say(pulse.is_proven, pulse.when == receiver.at(n, 0));
                if (pulse.is_proven) say(pulse.utc_us == receiver.utc_us(n));
                if (n == 3) gps.on_pulse(nullptr);
              }
            }),
            "0 1 pulse 0 1 pulse 0 1 pulse 0 1 pulse 1 1 1 ok");
}

TEST(GpsTimer, AnotherClockIsComparedWithIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin(false);
              GPS_Timer<Pin, 8> gps(pin);
              TimedReceiver receiver;
              receiver.play(gps, pin, 0, 5);
              co_await gps.ready();
              asyncio::LoopClock clock(gps.utc_us() + 1'500);
              co_await asyncio::sleep_ms(10);
              say(gps.delta(clock));
            }),
            "1500 ok");
}

TEST(GpsTimer, MeasuresHowFastTheLoopsClockIs) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin(false);
              GPS_Timer<Pin, 8> gps(pin);
              TimedReceiver receiver;
              receiver.ppm = 50;
              receiver.play(gps, pin, 0, 9);
              receiver.play(gps, pin, 100, 170);  // it begins anew here
              const auto refused = co_await asyncio::as_result(gps.calibrate(0));
              say(refused.error().name());
              say(co_await gps.calibrate(1));
              say(asyncio::Loop::running()->time() == receiver.at(160, 0));
              say(gps.drift_ppb() / 1'000);
            }),
            "ValueError 50000 1 50 ok");
}

TEST(GpsTimer, APinThatCannotInterruptIsTold) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin(false);
              pin.refuse(asyncio::Error::os(16));
              GPS_Timer<Pin, 8> gps(pin);
              say(gps.pin_error().code, gps.time_since_pulse());
              co_return;
            }),
            "16 -1 ok");
}

TEST(GpsTimer, OneThatEndsLetsThePinGoAndEndsThoseWhoWait) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin(false);
              std::optional<GPS_Timer<Pin, 8>> gps;
              gps.emplace(pin);
              say(pin.has_handler());
              const auto waits = asyncio::create_task(gps->ready());
              const auto measures = asyncio::create_task(gps->calibrate());
              co_await asyncio::sleep_ms(1);
              pin.set(true);
              gps.reset();
              say(pin.has_handler());
              const auto ready = co_await asyncio::as_result(waits);
              const auto drift = co_await asyncio::as_result(measures);
              say(ready.error().name(), drift.error().name());
            }),
            "1 0 CancelledError CancelledError ok");
}

TEST(GpsTimer, ClosedItHasNoInterrupts) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin(false);
              GPS_Timer<Pin, 8> gps(pin);
              gps.close();
              pin.set(true);
              co_await asyncio::sleep_ms(1);
              say(pin.interrupts(), gps.pulse_counters().pulses);
            }),
            "0 0 ok");
}

TEST(GpsTimer, ItsTimeIsReadInInterruptsWhileItGoesOn) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin(false);
              GPS_Timer<Pin, 8> gps(pin);
              TimedReceiver receiver;
              receiver.play(gps, pin, 0, 10);
              co_await gps.ready();
              int wrong = 0;
              int looks = 0;
              for (unsigned step = 1; step != 30; ++step) {
                sim()->at_interrupt_point(step, [&] {
                  ++looks;
                  const asyncio::Time now = asyncio::Loop::running()->time();
                  if (gps.utc_us() != receiver.utc_us(3, 0) + static_cast<std::int64_t>(now) -
                                          static_cast<std::int64_t>(receiver.at(3, 0))) {
                    ++wrong;
                  }
                });
                co_await asyncio::sleep_ms(199);
              }
              say(wrong, looks > 4);
            }),
            "0 1 ok");
}

TEST(GpsRwTimer, IsAReceiverThatIsToldWhatToDo) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin(false);
              GPS_RWTimer<Pin, 8> gps(pin);
              TimedReceiver receiver;
              receiver.play(gps, pin, 0, 5);
              struct Wire {
                GPS_RWTimer<Pin, 8>& gps;
                Coro<> awrite(std::string_view) {
                  for (const char byte : nmea_lines::line("PMTK001,220,3")) gps.update(byte);
                  co_return;
                }
              };
              Wire wire{gps};
              const auto ack = co_await gps.command(wire, asyncio::pmtk::update_interval());
              say(ack == asyncio::pmtk::Ack::done);
              co_await gps.ready();
              say(gps.utc_us() == receiver.utc_us(3, 300'000));
            }),
            "1 1 ok");
}

/// An hour of a receiver that loses its power at any byte, its fix and its pulses, says things late
/// and wrong; its loop is blocked for seconds. All of it comes by interrupts.
class RoughReceiver {
 public:
  RoughReceiver(Pin& pin, LossyLine& uart, unsigned seed) : pin_(pin), uart_(uart), random_(seed) {}

  /// This second and all that follow.
  void play(int n) {
    sim()->at(at(n), [this, n] {
      if (n > off_until_ && one_in(300)) off_until_ = n + below(120);
      if (n > off_until_ && !one_in(100)) pin_.set(true);
      pin_.set(false);
      play(n + 1);
    });
    sim()->at(at(n) + 50'000u + static_cast<unsigned>(below(700'000)), [this, n] { tell(n); });
  }
  static asyncio::Time at(int n) { return static_cast<asyncio::Time>(n) * 1'000'000; }
  static std::int64_t utc_us(asyncio::Time when) {
    return utc_s(2026, 11, 28, 0) * us_per_second + static_cast<std::int64_t>(when);
  }
  bool one_in(int count) { return below(count) == 0; }

 private:
  int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }

  void tell(int n) {
    if (n <= off_until_) return;
    const int told = one_in(200) ? n - 1 : n;
    char text[100];
    const int minutes = told / 60 % 60;
    std::snprintf(text, sizeof text,
                  "GPRMC,%02d%02d%02d.000,%c,49%02d.%02d00,N,01324.0,E,,,281126,,,A", told / 3600,
                  minutes, told % 60, one_in(50) ? 'V' : 'A', minutes, told % 60);
    std::string line = nmea_lines::line(text);
    const auto place = static_cast<std::size_t>(below(static_cast<int>(line.size())));
    if (one_in(20)) line[place] = static_cast<char>(line[place] ^ (1 << below(8)));
    if (one_in(20)) line.resize(place);
    uart_.arrives(line);
    if (one_in(50)) uart_.loses(EPROTO);
  }

  Pin& pin_;
  LossyLine& uart_;
  std::mt19937 random_;
  int off_until_ = -1;
};

TEST(GpsTimer, AnHourOfARoughReceiverGivesNoWrongTimeAndNoWrongFix) {
  for (unsigned seed = 1; seed != 4; ++seed) {
    EXPECT_EQ(played([seed]() -> Coro<> {
                Pin pin(false);
                GPS_Timer<Pin, 8> gps(pin);
                LossyLine uart;
                asyncio::BufferedReader<100> reader(uart);
                const asyncio::OwnedTask<> runs = asyncio::create_task(gps.run(reader));
                RoughReceiver receiver(pin, uart, seed);
                receiver.play(1);
                int ready = 0;
                while (asyncio::Loop::running()->time() < receiver.at(3'600)) {
                  co_await asyncio::sleep_ms(710);
                  if (receiver.one_in(100)) sim()->work_ms(2'600);
                  const asyncio::Time now = asyncio::Loop::running()->time();
                  if (gps.is_ready()) {
                    ++ready;
                    EXPECT_EQ(gps.utc_us(), receiver.utc_us(now)) << now;
                  }
                  const asyncio::Fix& fix = gps.fix();
                  if (fix.parts == 0) continue;
                  const std::int32_t hundredths =
                      fix.time_ms / 60'000 % 60 * 100 + fix.time_ms / 1'000 % 60;
                  EXPECT_EQ(fix.latitude_e7, 490'000'000 + (hundredths * 100'000 + 30) / 60) << now;
                }
                say(ready > 3'000);
              }),
              "1 ok")
        << seed;
  }
}

}  // namespace
