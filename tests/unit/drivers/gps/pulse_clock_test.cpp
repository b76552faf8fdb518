// SPDX-License-Identifier: MIT
#include "uasyncio/drivers/gps/pulse_clock.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <random>

using namespace uasyncio;

namespace {

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t start_s = 1'782'000'000;  // what second the first pulse is

/// A receiver, its true time, and a loop whose clock is wrong by some parts per million.
class Bench {
 public:
  explicit Bench(std::int64_t ppm = 0) : ppm_(ppm) {}

  /// The loop's clock at so many true microseconds after the first pulse.
  Time loop(std::int64_t true_us) const {
    return static_cast<Time>(5'000'000 + true_us + true_us * ppm_ / 1'000'000);
  }
  bool pulse(std::int64_t n, std::int64_t late_us = 0) {
    return clock.pulse(loop(n * second_us) + static_cast<Time>(late_us));
  }
  void label(std::int64_t n, std::int64_t utc_s, bool is_leap = false, int after_ms = 300) {
    clock.label(utc_s, is_leap, loop(n * second_us + after_ms * 1'000));
  }
  /// Seconds from `begin` to before `end`, each with its pulse and its sentence.
  void run(std::int64_t begin, std::int64_t end) {
    for (std::int64_t n = begin; n != end; ++n) {
      pulse(n);
      label(n, start_s + n);
    }
  }
  bool knows(std::int64_t true_us) const { return clock.mark().knows(loop(true_us)); }
  /// By how much it is wrong.
  std::int64_t error_us(std::int64_t true_us) const {
    return clock.mark().at(loop(true_us)).us - (start_s * second_us + true_us);
  }

  PulseClock clock;

 private:
  std::int64_t ppm_;
};

TEST(PulseClock, TimeIsKnownWhenThreeSentencesInARowAgree) {
  Bench bench;
  bench.run(0, 3);
  EXPECT_FALSE(bench.clock.mark().is_proven) << "the first pulse has no second to be measured by";
  bench.run(3, 4);
  EXPECT_TRUE(bench.knows(3'300'000));
  EXPECT_EQ(bench.error_us(3'300'000), 0);
  EXPECT_EQ(bench.error_us(3'999'999), 0);
  EXPECT_EQ(bench.error_us(2'500'000), 0) << "before the pulse too";
}

TEST(PulseClock, SeveralSentencesAboutAPulseAreOneVoice) {
  Bench bench;
  bench.pulse(0);
  bench.pulse(1);
  for (int n = 0; n != 5; ++n) bench.label(1, start_s + 1, false, 300 + n);
  EXPECT_FALSE(bench.clock.mark().is_proven);
}

TEST(PulseClock, ASentenceThatIsASecondLateChangesNothingAndIsCounted) {
  Bench bench;
  bench.run(0, 5);
  bench.pulse(5);
  bench.label(5, start_s + 4);
  bench.run(6, 8);
  bench.pulse(8);
  bench.label(8, start_s + 7);
  EXPECT_EQ(bench.error_us(8'500'000), 0);
  EXPECT_EQ(bench.clock.counters().contradictions, 2);
  EXPECT_EQ(bench.clock.counters().steps, 0);
}

TEST(PulseClock, ASentenceNamesThePulseBeforeItsDollarAlsoIfTheNextOneCameSince) {
  Bench bench;
  for (int n = 0; n != 6; ++n) {
    bench.pulse(n);
    if (n > 1) bench.label(n - 1, start_s + n - 1, false, 950);
  }
  EXPECT_TRUE(bench.clock.mark().is_proven);
  EXPECT_EQ(bench.error_us(5'500'000), 0);
}

TEST(PulseClock, ASentenceWithoutAPulseInTheSecondBeforeItProvesNothing) {
  Bench bench;
  bench.pulse(0);
  bench.pulse(1);
  for (int n = 2; n != 9; ++n) bench.label(n, start_s + n);
  EXPECT_FALSE(bench.clock.mark().is_proven);
  bench.label(-5, start_s - 5);
  EXPECT_FALSE(bench.clock.mark().is_proven);
}

TEST(PulseClock, TenInARowThatAgreeOnAnotherSecondAreBelieved) {
  Bench bench;
  bench.run(0, 5);
  for (int n = 5; n != 15; ++n) {
    EXPECT_EQ(bench.error_us(n * second_us), 0);
    bench.pulse(n);
    bench.label(n, start_s + n - 18);  // the receiver has learned the leap seconds
  }
  EXPECT_EQ(bench.error_us(14'500'000), -18 * second_us);
  EXPECT_EQ(bench.clock.counters().steps, 1);
  EXPECT_EQ(bench.clock.counters().contradictions, 10);
}

TEST(PulseClock, AWeekRollOverOfTheReceiverIsAStepThatIsCounted) {
  Bench bench;
  bench.run(0, 5);
  constexpr std::int64_t weeks_s = std::int64_t{1024} * 7 * 86'400;
  for (int n = 5; n != 15; ++n) {
    bench.pulse(n);
    bench.label(n, start_s + n - weeks_s);
  }
  EXPECT_EQ(bench.error_us(14'500'000), -weeks_s * second_us);
  EXPECT_EQ(bench.clock.counters().steps, 1);
}

TEST(PulseClock, LostPulsesDoNoHarm) {
  Bench bench;
  bench.run(0, 5);
  bench.run(8, 9);
  EXPECT_EQ(bench.error_us(8'500'000), 0);
  EXPECT_EQ(bench.clock.number(), 8);
  EXPECT_EQ(bench.clock.counters().restarts, 0);
}

TEST(PulseClock, AStrayPulseIsRejected) {
  Bench bench;
  bench.run(0, 5);
  EXPECT_FALSE(bench.clock.pulse(bench.loop(4'400'000)));
  EXPECT_FALSE(bench.clock.pulse(bench.loop(4'999'000)));
  bench.run(5, 6);
  EXPECT_EQ(bench.error_us(5'500'000), 0);
  EXPECT_EQ(bench.clock.counters().rejected, 2);
  EXPECT_EQ(bench.clock.counters().restarts, 0);
}

TEST(PulseClock, AnEdgeThatBouncesEachSecondIsRejectedForEver) {
  Bench bench;
  for (int n = 0; n != 50; ++n) {
    bench.run(n, n + 1);
    bench.clock.pulse(bench.loop(n * second_us + 2'000));
  }
  EXPECT_EQ(bench.error_us(49'500'000), 0);
  EXPECT_EQ(bench.clock.counters().rejected, 50);
}

TEST(PulseClock, PulsesThatHaveMovedAreFollowedAndTheProofIsGone) {
  Bench bench;
  bench.run(0, 5);
  EXPECT_FALSE(bench.pulse(5, 200'000));
  EXPECT_FALSE(bench.pulse(6, 200'000));
  EXPECT_TRUE(bench.pulse(7, 200'000));
  EXPECT_FALSE(bench.clock.mark().is_proven);
  EXPECT_EQ(bench.clock.counters().restarts, 1);
  for (int n = 8; n != 11; ++n) {
    EXPECT_FALSE(bench.clock.mark().is_proven);
    EXPECT_TRUE(bench.pulse(n, 200'000));
    bench.label(n, start_s + n);
  }
  EXPECT_EQ(bench.error_us(10'500'000), -200'000);
}

TEST(PulseClock, LearnsAClockThatIsWrongBy12Percent) {
  for (const std::int64_t ppm : {-120'000, -50'000, -30, 30, 50'000, 120'000}) {
    Bench bench(ppm);
    bench.run(0, 200);
    EXPECT_EQ(bench.clock.counters().rejected, 0) << ppm;
    EXPECT_NEAR(static_cast<double>(bench.error_us(199'500'000)), 0, 1) << ppm;
    EXPECT_NEAR(bench.clock.drift_ppb(), static_cast<double>(ppm) * 1'000, 1'000) << ppm;
    EXPECT_NEAR(static_cast<double>(bench.error_us(250'000'000)), 0, 60) << "50 s without pulses";
  }
}

TEST(PulseClock, IsNotTakenInByAClockThatIsWrongByMore) {
  for (const std::int64_t ppm : {-140'000, 140'000}) {
    Bench bench(ppm);
    bench.run(0, 50);
    EXPECT_FALSE(bench.clock.mark().is_proven) << ppm;
  }
}

TEST(PulseClock, AMinuteWithoutPulsesIsBridgedAndMoreIsNot) {
  Bench bench(40);
  bench.run(0, 5);
  EXPECT_TRUE(bench.knows(68 * second_us - 10'000));
  EXPECT_FALSE(bench.knows(69 * second_us));
  bench.run(65, 66);
  EXPECT_TRUE(bench.knows(65 * second_us));
  EXPECT_EQ(bench.clock.counters().restarts, 0);
  bench.run(131, 133);
  EXPECT_FALSE(bench.clock.mark().is_proven);
  EXPECT_EQ(bench.clock.counters().restarts, 1);
  bench.run(133, 134);
  EXPECT_TRUE(bench.knows(133'400'000));
  EXPECT_NEAR(static_cast<double>(bench.error_us(133'400'000)), 0, 1);
}

TEST(PulseClock, MidnightIsASecondAsAnyOther) {
  PulseClock clock;
  const std::int64_t midnight = start_s / 86'400 * 86'400 + 86'400;
  for (int n = -5; n != 5; ++n) {
    const auto when = static_cast<Time>(20 * second_us + n * second_us);
    clock.pulse(when);
    // A receiver that tells the new date a sentence too late.
    clock.label(midnight + n - (n == 0 ? 86'400 : 0), false, when + 400'000);
    if (n > -2) {
      EXPECT_EQ(clock.mark().at(when + 7).us, (midnight + n) * second_us + 7);
    }
  }
}

TEST(PulseClock, ALeapSecondHasItsOwnNameAndTheNextSecondIsRight) {
  Bench bench;
  bench.run(0, 5);
  const std::int64_t behind_s = start_s + 5;  // 0:00:00, which 23:59:60 has too
  bench.pulse(5);
  bench.label(5, behind_s, true);
  bench.label(5, behind_s, true, 350);  // in another sentence
  const auto at = [&](std::int64_t true_us) { return bench.clock.mark().at(bench.loop(true_us)); };
  const auto expect_all = [&] {
    EXPECT_EQ(at(4'999'999).us, behind_s * second_us - 1);
    EXPECT_FALSE(at(4'999'999).is_leap_second);
    EXPECT_EQ(at(5'250'000).us, behind_s * second_us + 250'000);
    EXPECT_TRUE(at(5'250'000).is_leap_second);
    EXPECT_TRUE(at(5'999'999).is_leap_second);
    EXPECT_EQ(at(6'250'000).us, behind_s * second_us + 250'000);
    EXPECT_FALSE(at(6'250'000).is_leap_second);
  };
  expect_all();
  for (int n = 6; n != 9; ++n) {
    bench.pulse(n);
    bench.label(n, behind_s + n - 6);
    expect_all();
  }
  EXPECT_EQ(bench.clock.counters().contradictions, 0);
}

/// A day of a receiver and a loop whose crystal wanders: pulses are lost, stray, late by
/// microseconds, and away for minutes; sentences are lost and late. Whenever the time is said to be
/// known it is right.
TEST(PulseClock, ADayOfMishapsNeverGivesAWrongTime) {
  for (unsigned seed = 1; seed != 4; ++seed) {
    std::mt19937 random(seed);
    const auto below = [&](unsigned limit) { return random() % limit; };
    PulseClock clock;
    double loop_us = 1e7;
    double rate = 1 + (below(2'000) - 1'000.0) * 1e-6 * (seed == 3 ? 50 : 1);
    std::int64_t away_until = 0;
    std::int64_t known = 0;
    double worst = 0;
    for (std::int64_t n = 0; n != 86'400; ++n) {
      rate += (below(201) - 100.0) * 1e-9;
      const auto loop = [&](double us) { return static_cast<Time>(loop_us + us * rate); };
      if (below(3'000) == 0) away_until = n + below(200);
      if (n >= away_until && below(50) != 0) clock.pulse(loop(0) + below(4));
      if (below(100) == 0) clock.pulse(loop(100'000 + below(800'000)));
      if (below(20) != 0) {
        const bool is_late = below(200) == 0;
        clock.label(start_s + n - (is_late ? 1 : 0), false, loop(50'000 + below(800'000)));
      }
      const Time look = loop(990'000);
      if (clock.mark().knows(look)) {
        ++known;
        const auto truth = static_cast<double>((start_s + n) * second_us + 990'000);
        worst = std::max(worst, std::abs(static_cast<double>(clock.mark().at(look).us) - truth));
      }
      loop_us += 1e6 * rate;
    }
    EXPECT_LT(worst, 500) << "microseconds, seed " << seed;
    EXPECT_GT(known, 70'000) << seed;
  }
}

}  // namespace
