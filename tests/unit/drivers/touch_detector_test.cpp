// SPDX-License-Identifier: MIT
// Touch from samples: what counts, and a day of drift, noise and spikes.
#include <gtest/gtest.h>
#include <string>
#include <uasyncio/drivers/touch_detector.hpp>
#include <uasyncio/testing/chance.hpp>

namespace touching {

using uasyncio::TouchDetector;
using uasyncio::TouchSensing;
using uasyncio::testing::Chance;

// As of an ESP32, each 20 ms.
constexpr TouchSensing percent{
    .threshold = 20, .is_percent = true, .rises = false, .mean_of = 1, .stuck_after = 1'500};
constexpr TouchSensing rising{
    .threshold = 20, .is_percent = true, .rises = true, .mean_of = 1, .stuck_after = 1'500};
constexpr TouchSensing counts{
    .threshold = 5, .is_percent = false, .rises = false, .mean_of = 16, .stuck_after = 900};

/// The changes: "t" is a touch, "r" a release, with how many samples came before.
std::string fed(TouchDetector& detector, std::uint32_t sample, int times) {
  std::string changes;
  for (int n = 0; n < times; ++n) {
    if (!detector.take(sample)) continue;
    changes += (detector.is_touched() ? "t" : "r") + std::to_string(n + 1) + " ";
  }
  return changes;
}

TouchDetector calibrated(std::uint32_t untouched, const TouchSensing& sensing = percent) {
  TouchDetector detector(sensing);
  EXPECT_EQ(fed(detector, untouched, 16 * sensing.mean_of), "");
  EXPECT_TRUE(detector.is_calibrated());
  EXPECT_EQ(detector.untouched(), untouched);
  return detector;
}

TEST(TouchDetector, TheSecondSampleBeyondTheThresholdIsATouch) {
  TouchDetector detector = calibrated(1'000);
  EXPECT_EQ(fed(detector, 800, 10), "") << "not beyond";
  EXPECT_EQ(fed(detector, 700, 1) + fed(detector, 1'000, 1) + fed(detector, 700, 1), "");
  EXPECT_EQ(fed(detector, 700, 10), "t1 ");
  EXPECT_EQ(fed(detector, 1'000, 1) + fed(detector, 700, 1) + fed(detector, 1'000, 10), "r2 ");
}

TEST(TouchDetector, ItEndsWithinHalfOfTheThreshold) {
  TouchDetector detector = calibrated(1'000);
  EXPECT_EQ(fed(detector, 799, 2), "t2 ");
  EXPECT_EQ(fed(detector, 899, 50), "");
  EXPECT_EQ(fed(detector, 900, 50), "r2 ");
}

TEST(TouchDetector, ValuesMayRiseAndCountAbsolutely) {
  TouchDetector up = calibrated(30'000, rising);
  EXPECT_EQ(fed(up, 20'000, 10), "") << "the wrong side";
  EXPECT_EQ(fed(up, 36'100, 10), "t2 ");
  EXPECT_EQ(fed(up, 30'000, 10), "r2 ");
  TouchDetector by_count = calibrated(200, counts);
  EXPECT_EQ(fed(by_count, 195, 64), "");
  EXPECT_EQ(fed(by_count, 193, 64), "t32 ") << "means of 16 samples";
}

TEST(TouchDetector, SamplesThatHumWithTheMainsAreAveraged) {
  TouchDetector detector = calibrated(200, counts);
  for (int n = 0; n < 10'000; ++n) EXPECT_FALSE(detector.take(n % 10 < 5 ? 190 : 210));
}

TEST(TouchDetector, NothingIsTouchedBeforeItIsCalibrated) {
  TouchDetector detector(percent);
  Chance chance(1);
  for (int n = 0; n < 1'000; ++n) {
    EXPECT_FALSE(detector.take(n % 8 == 0 ? 400 : 1'000));
    EXPECT_FALSE(detector.is_calibrated()) << "no 16 samples in a row are alike";
  }
  EXPECT_EQ(fed(detector, 1'000, 16), "");
  EXPECT_TRUE(detector.is_calibrated());
  EXPECT_EQ(detector.untouched(), 1'000u);
}

TEST(TouchDetector, FollowsWhileItIsUntouchedAndStandsStillWhileItIsTouched) {
  TouchDetector detector = calibrated(1'000);
  for (std::uint32_t value = 1'000; value > 600; --value) EXPECT_EQ(fed(detector, value, 10), "");
  EXPECT_NEAR(detector.untouched(), 600, 30);
  for (std::uint32_t value = 600; value < 1'500; ++value) EXPECT_EQ(fed(detector, value, 10), "");
  EXPECT_NEAR(detector.untouched(), 1'500, 30);
  EXPECT_EQ(fed(detector, 1'500, 2'000), "");
  EXPECT_EQ(detector.untouched(), 1'500u);
  EXPECT_EQ(fed(detector, 900, 1'000), "t2 ");
  EXPECT_EQ(detector.untouched(), 1'500u);
}

TEST(TouchDetector, ATouchThatDoesNotEndIsLearnedAsUntouchedAndTold) {
  TouchDetector detector = calibrated(1'000);
  EXPECT_EQ(fed(detector, 600, 5'000), "t2 r1502 ");
  EXPECT_EQ(detector.stuck(), 1u);
  EXPECT_EQ(fed(detector, 1'000, 16), "") << "the finger has gone";
  EXPECT_EQ(detector.untouched(), 1'000u);
  EXPECT_EQ(fed(detector, 600, 2), "t2 ");
}

TEST(TouchDetector, AfterSixteenMissesItIsReleasedAndBeginsAnew) {
  TouchDetector detector = calibrated(1'000);
  EXPECT_EQ(fed(detector, 600, 2), "t2 ");
  for (int n = 0; n < 15; ++n) EXPECT_FALSE(detector.miss());
  EXPECT_EQ(fed(detector, 600, 1), "");
  for (int n = 0; n < 15; ++n) EXPECT_FALSE(detector.miss());
  EXPECT_TRUE(detector.miss());
  EXPECT_FALSE(detector.is_touched());
  EXPECT_FALSE(detector.is_calibrated());
  EXPECT_FALSE(detector.reset()) << "it is not touched";
}

TEST(TouchDetector, LimitsOfWhatAPadMeasures) {
  TouchDetector none = calibrated(0);
  EXPECT_EQ(fed(none, 0, 100), "");
  TouchDetector most = calibrated(0xFF'FFFF);
  EXPECT_EQ(fed(most, 0xFFFF'FFFF, 100), "") << "counts as 2^24 - 1";
  EXPECT_EQ(fed(most, 0, 100), "t2 ");
  EXPECT_EQ(fed(most, 0xFFFF'FFFF, 100), "r2 ");
}

// The original compares with a maximum that never falls.
TEST(OriginalDefectsOfESP32Touch, ASpikeDoesNotMakeItTouchedForEver) {
  TouchDetector detector = calibrated(1'000);
  EXPECT_EQ(fed(detector, 4'000, 1) + fed(detector, 1'000, 1'000), "");
}

TEST(OriginalDefectsOfESP32Touch, WarmthThatSinksTheValueIsNoTouch) {
  TouchDetector detector = calibrated(1'000);
  std::string changes;
  for (std::uint32_t value = 1'000; value > 700; --value) changes += fed(detector, value, 100);
  EXPECT_EQ(changes, "");
  EXPECT_EQ(fed(detector, 500, 2), "t2 ") << "a touch of what it is then";
}

// The original measures once, at the start.
TEST(OriginalDefectsOfRP2Touch, AButtonThatIsPressedAtTheStartWorksWhenItIsLetGo) {
  TouchDetector detector = calibrated(190, counts);
  EXPECT_EQ(fed(detector, 200, 16 * 16), "");
  EXPECT_EQ(detector.untouched(), 200u);
  EXPECT_EQ(fed(detector, 190, 32), "t32 ");
}

/// A day of 20 ms: the pad warms up and cools down by a third, samples are noisy, one of a few
/// thousand is wild, and a finger comes now and then for 0.1 to 3 s, or stays for minutes.
class Day {
 public:
  explicit Day(std::uint64_t seed) : chance_(seed), detector_(percent) {}

  void pass() {
    constexpr int samples = 24 * 3'600 * 50;
    for (time_ = 0; time_ < samples; ++time_) {
      move_finger();
      if (chance_.one_in(3'000) && time_ > last_spike_ + 1) {
        last_spike_ = time_;
        take(static_cast<std::uint32_t>(chance_.between(0, 4'000)));
      } else {
        take(static_cast<std::uint32_t>(level() + chance_.between(-15, 15)));
      }
    }
  }

  int touches = 0;  // of a finger that goes in time ...
  int seen = 0;     // ... and of those seen
  int stayed = 0;
  int wrong = 0;  // changes that no finger made
  int late = 0;   // touches that were seen later than 80 ms
  unsigned stuck() const { return detector_.stuck(); }

 private:
  std::int64_t level() const {
    const int minute = time_ / 3'000 % 720;  // 12 hours up and down
    const int warmth = minute < 360 ? minute : 720 - minute;
    const std::int64_t untouched = 1'000 + warmth;
    return is_down_ ? untouched * 6 / 10 : untouched;
  }
  void move_finger() {
    if (time_ < next_) return;
    is_down_ = !is_down_;
    since_ = time_;
    if (is_down_) {
      stays_ = chance_.one_in(40);
      next_ = time_ +
              static_cast<int>(stays_ ? chance_.between(2'000, 20'000) : chance_.between(5, 150));
      ++(stays_ ? stayed : touches);
    } else {
      next_ = time_ + static_cast<int>(chance_.between(100, 6'000));
    }
  }
  void take(std::uint32_t sample) {
    if (!detector_.take(sample)) return;
    const int age = time_ - since_;
    if (detector_.is_touched()) {
      if (!is_down_) ++wrong;
      if (is_down_ && !stays_) ++seen;
      if (age > 4) ++late;
    } else if (is_down_ && !(stays_ && age >= 1'500)) {
      ++wrong;
    } else if (!is_down_ && age > 4) {
      ++late;
    }
  }

  Chance chance_;
  TouchDetector detector_;
  int time_ = 0;
  int since_ = 0;
  int next_ = 500;
  int last_spike_ = -2;
  bool is_down_ = false;
  bool stays_ = false;
};

TEST(TouchDay, EveryTouchIsSeenOnceAndNothingElse) {
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    Day day(seed);
    day.pass();
    EXPECT_GT(day.touches, 1'000) << seed;
    EXPECT_EQ(day.seen, day.touches) << seed;
    EXPECT_EQ(day.wrong, 0) << seed;
    EXPECT_EQ(day.late, 0) << seed;
    EXPECT_GT(day.stayed, 10) << seed;
    EXPECT_EQ(day.stuck(), static_cast<unsigned>(day.stayed)) << seed;
  }
}

}  // namespace touching
