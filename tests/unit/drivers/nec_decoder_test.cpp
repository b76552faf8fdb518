// SPDX-License-Identifier: MIT
// NecDecoder: edges and times, without pins or tasks.
#include "tests/support/nec_signal.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <uasyncio/testing/wave.hpp>

using nec::Lengths;
using nec::Reader;
using uasyncio::NecKey;
using uasyncio::testing::Chance;

namespace {

std::string heard(const Lengths& burst, bool extended = true) {
  Reader reader(extended);
  reader.burst(burst);
  return reader.text;
}

TEST(NecDecoder, ReadsAKeyAndItsRepeats) {
  Reader reader(false);
  reader.burst(nec::key(0x40, 0x12));
  reader.burst(nec::repeat(), 96'000);
  reader.burst(nec::repeat());
  EXPECT_EQ(reader.text, "18@64 -1@64 -1@64");
}

TEST(NecDecoder, EveryKeyOfEveryAddressComesThrough) {
  for (unsigned n = 0; n != 256; ++n) {
    EXPECT_EQ(heard(nec::key(n, 255 - n), false),
              std::to_string(255 - n) + "@" + std::to_string(n));
  }
}

TEST(NecDecoder, AnAddressOf16BitsIsAnErrorUnlessItIsExtended) {
  EXPECT_EQ(heard(nec::key(0x1234, 7), true), "7@4660");
  EXPECT_EQ(heard(nec::key(0x1234, 7), false), "-7@4660");
}

TEST(NecDecoder, SaysWhatIsWrong) {
  Lengths burst = nec::key(0x40, 0x12);
  EXPECT_EQ(heard({4000, 4500, 562}), "-2@0") << "the lead mark is too short";
  EXPECT_EQ(heard({9000, 1000, 562}), "-2@0") << "so is the lead space";
  EXPECT_EQ(heard({9000}), "-2@0") << "only a lead";
  EXPECT_EQ(heard({200}), "-2@0") << "a stray pulse";
  EXPECT_EQ(heard(Lengths(burst.begin(), burst.end() - 2)), "-3@0") << "31 bits";
  EXPECT_EQ(heard({9000, 2250, 562, 562, 562}), "-4@0") << "a repeat that goes on";
  burst.insert(burst.end(), {562, 562});
  EXPECT_EQ(heard(burst), "-5@0") << "33 bits";
  EXPECT_EQ(heard(nec::frame_of(0xEC12BF40)), "-6@64") << "the data and its complement differ";
}

TEST(NecDecoder, ARepeatWithoutAKeyIsCountedAndNotTold) {
  Reader reader;
  reader.burst(nec::repeat());
  EXPECT_EQ(reader.decoder.repeats_without_key(), 1);
  reader.burst(nec::key(1, 2));
  reader.burst({200});  // a bad burst: who knows which key the next repeat is of
  reader.burst(nec::repeat());
  reader.burst(nec::key(1, 2), 250'000);  // or it comes too late
  reader.burst(nec::repeat());
  EXPECT_EQ(reader.text, "2@1 -2@1 2@1");
  EXPECT_EQ(reader.decoder.repeats_without_key(), 3);
}

// The original judges a glitch by the times of the burst before it: BADREP in place of BADSTART.
TEST(OriginalDefectsOfNecIr, AGlitchBehindABurstIsJudgedByItself) {
  Reader reader;
  reader.burst(nec::key(1, 2));
  reader.burst({100});
  EXPECT_EQ(reader.text, "2@1 -2@1");
}

// The original opens a window of 80 ms at the first edge, which swallows what else comes in it.
TEST(OriginalDefectsOfNecIr, AStrayPulseBeforeAFrameDoesNotSwallowIt) {
  Reader reader;
  reader.burst({200}, 17'000);
  reader.burst(nec::key(1, 2));
  EXPECT_EQ(reader.text, "-2@0 2@1");
}

// With the original's fixed limits a remote control with a low battery is not understood.
TEST(OriginalDefectsOfNecIr, ASlowOrFastClockAndAReceiversDistortionDoNotMatter) {
  const auto distorted = [](int per_mille, int more_mark, int jitter, Chance& chance) {
    Lengths burst = nec::key(0x40, 0x12);
    for (std::size_t n = 0; n != burst.size(); ++n) {
      const auto length = static_cast<std::int64_t>(burst[n]) * per_mille / 1000 +
                          (n % 2 == 0 ? more_mark : -more_mark) + chance.between(-jitter, jitter);
      burst[n] = static_cast<std::uint64_t>(length);
    }
    return burst;
  };
  Chance chance(1);
  for (int round = 0; round != 200; ++round) {
    for (const int per_mille : {800, 900, 1000, 1100, 1200}) {
      EXPECT_EQ(heard(distorted(per_mille, 0, 100, chance)), "18@64") << per_mille;
    }
    EXPECT_EQ(heard(distorted(1000, 200, 0, chance)), "18@64");
    EXPECT_EQ(heard(distorted(1000, -200, 0, chance)), "18@64");
    EXPECT_EQ(heard(distorted(1000, 0, 150, chance)), "18@64");
  }
}

TEST(NecDecoder, DoubledEdgesDoNotMatter) {
  Reader reader;
  bool level = false;
  for (const auto length : nec::key(5, 6)) {
    reader.edge(level);
    reader.edge(level);
    reader.time += length;
    level = !level;
  }
  reader.edge(true);
  reader.time += 10'000;
  reader.look();
  EXPECT_EQ(reader.text, "6@5");
}

// What can be detected is never told as a key: a lost or a stray edge, a length that is wrong.
TEST(NecDecoder, NeverTellsAKeyThatWasNotSent) {
  for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
    Chance chance(seed);
    Lengths burst = nec::key(0x40, 0x12);
    const auto at = static_cast<std::ptrdiff_t>(chance.next() % burst.size());
    switch (chance.next() % 3) {
      case 0: burst.erase(burst.begin() + at); break;
      case 1: burst[static_cast<std::size_t>(at)] = chance.next() % 6000; break;
      default: burst.insert(burst.begin() + at, chance.next() % 3000);
    }
    Reader reader(false);
    reader.burst(burst, 20'000);
    if (reader.frames != 0) {
      EXPECT_EQ(reader.text.substr(0, 5), "18@64") << seed << reader.text;
    }
    reader.burst(nec::key(9, 8));  // and the next one comes through
    EXPECT_NE(reader.text.find("8@9"), std::string::npos) << seed << ": " << reader.text;
  }
}

TEST(NecDecoder, CountsWhatNobodyCameToTake) {
  Reader reader;
  for (unsigned n = 0; n != 10; ++n) {
    bool level = false;
    for (const auto length : nec::key(1, n)) {
      (void)reader.decoder.edge(level, uasyncio::at_microseconds(reader.time));
      reader.time += length;
      level = !level;
    }
    (void)reader.decoder.edge(true, uasyncio::at_microseconds(reader.time));
    reader.time += 40'000;
  }
  reader.look();
  EXPECT_EQ(reader.text, "7@1 8@1 9@1");
  EXPECT_EQ(reader.decoder.lost(), 7);
}

}  // namespace
