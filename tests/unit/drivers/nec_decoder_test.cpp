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

// Nor does noise that goes on until the frame begins.
TEST(NecDecoder, NoiseRightBeforeAFrameOrARepeatDoesNotSwallowIt) {
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    Chance chance(seed);
    const auto with_noise = [&chance](const Lengths& burst) {
      Lengths all;
      for (std::int64_t n = chance.between(1, 4); n != 0; --n) {
        all.push_back(static_cast<std::uint64_t>(chance.between(20, 2'000)));
        all.push_back(static_cast<std::uint64_t>(chance.between(20, 12'000)));
      }
      all.insert(all.end(), burst.begin(), burst.end());
      return all;
    };
    Reader reader(false);
    reader.burst(with_noise(nec::key(1, 2)));
    EXPECT_EQ(reader.frames, 1) << seed << ": " << reader.text;
  }
}

// Noise that splits a lead leaves one that is too short for its space; and a repeat has no check.
TEST(NecDecoder, ARepeatWhoseLeadIsSplitByNoiseIsNone) {
  const auto after_a_key = [](Lengths lengths, std::uint64_t per_mille) {
    for (std::uint64_t& length : lengths) length = length * per_mille / 1'000;
    Reader reader(false);
    reader.burst(nec::key(1, 2));
    reader.burst(lengths);
    return reader.text;
  };
  for (const std::uint64_t per_mille : {800u, 1'000u, 1'200u}) {
    EXPECT_EQ(after_a_key({9'000, 2'250, 560}, per_mille), "2@1 -1@1");
    EXPECT_EQ(after_a_key({400, 700, 9'000, 2'250, 560}, per_mille), "2@1 -1@1");
    EXPECT_EQ(after_a_key({2'500, 300, 6'700, 2'250, 560}, per_mille), "2@1 -2@1");
  }
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

/// A protocol whose bits are as far apart as NEC's, but for its lengths.
struct OtherProtocol {
  const char* name;
  std::uint64_t lead, lead_space, mark, space_of_0, space_of_1;
  int bits;
};
constexpr OtherProtocol others[] = {
    {"Samsung", 4500, 4500, 560, 560, 1690, 32},
    {"LG", 9000, 4500, 560, 560, 1690, 28},
    {"JVC", 8400, 4200, 526, 526, 1574, 16},
    {"Kaseikyo", 3456, 1728, 432, 432, 1296, 48},
    {"RCA", 4000, 4000, 500, 1000, 2000, 24},
    {"Sanyo", 9000, 4500, 560, 560, 1690, 42},
    {"G.I. cable", 9000, 4400, 550, 2200, 4400, 16},
    {"air condition", 9000, 4500, 560, 560, 1690, 64},
    {"Sony", 2400, 600, 600, 600, 1200, 12},
    {"Denon", 275, 775, 275, 775, 1900, 15},
};

TEST(NecDecoder, OtherProtocolsAreNoKeysWhateverTheirClock) {
  Chance chance(3);
  for (const OtherProtocol& other : others) {
    for (int round = 0; round != 500; ++round) {
      const unsigned addr = chance.next() & 0xff, data = chance.next() & 0xff;
      // As many of the bits as possible are what NEC wants.
      std::uint64_t word = nec::word_of(chance.one_in(2) ? addr : addr * 0x101, data);
      word |= std::uint64_t{chance.next()} << 32;
      Lengths burst{other.lead, other.lead_space};
      for (int bit = 0; bit != other.bits; ++bit) {
        burst.push_back(other.mark);
        burst.push_back((word >> bit & 1) != 0 ? other.space_of_1 : other.space_of_0);
      }
      burst.push_back(other.mark);
      const std::int64_t per_mille = chance.between(850, 1'150), excess = chance.between(-130, 160);
      for (std::size_t n = 0; n != burst.size(); ++n) {
        const auto length = static_cast<std::int64_t>(burst[n]) * per_mille / 1'000;
        burst[n] = static_cast<std::uint64_t>(length + (n % 2 == 0 ? excess : -excess));
      }
      Reader reader;
      reader.burst(burst);
      reader.burst(burst);
      EXPECT_EQ(reader.frames + reader.repeats, 0) << other.name << " " << reader.text;
    }
  }
}

/// Bits in halves of a length: a mark and a space, or a space and a mark.
Lengths manchester(std::uint64_t lead, std::uint64_t lead_space, std::uint64_t half,
                   std::uint64_t bits, int count) {
  std::vector<bool> halves;
  for (int bit = 0; bit != count; ++bit) {
    const bool is_one = (bits >> bit & 1) != 0;
    halves.push_back(bit == 0 || is_one);
    halves.push_back(bit != 0 && !is_one);
  }
  Lengths lengths;
  if (lead != 0) lengths = {lead, lead_space};
  bool is_mark = false;
  for (const bool next : halves) {
    if (next == is_mark) {
      lengths.back() += half;
    } else {
      lengths.push_back(half);
    }
    is_mark = next;
  }
  if (lengths.size() % 2 == 0) lengths.pop_back();
  return lengths;
}

TEST(NecDecoder, ProtocolsOfHalvesAndInvertedOnesAreNoKeys) {
  Chance chance(5);
  for (int round = 0; round != 5'000; ++round) {
    const std::uint64_t bits = std::uint64_t{chance.next()} << 32 | chance.next();
    Lengths burst;
    switch (round % 4) {
      case 0: burst = manchester(0, 0, 889, bits, 14); break;          // RC5
      case 1: burst = manchester(2'666, 889, 444, bits, 21); break;    // RC6
      case 2: burst = manchester(9'000, 4'500, 562, bits, 32); break;  // none, with NEC's lead
      default:  // NEC through a receiver that is active high
        burst = nec::key(chance.next() & 0xff, chance.next() & 0xff);
        burst.erase(burst.begin());
    }
    Reader reader;
    reader.burst(burst);
    EXPECT_EQ(reader.frames + reader.repeats, 0) << round << " " << reader.text;
    reader.burst(nec::key(9, 8));
    EXPECT_EQ(reader.frames, 1) << round << " " << reader.text;
  }
}

TEST(NecDecoder, ARepeatBehindHalfAFrameIsNotOfTheKeyBefore) {
  const Lengths next = nec::key(1, 3);
  for (std::size_t length = 1; length < next.size(); length += 2) {
    Reader reader(false);
    reader.burst(nec::key(1, 2));
    reader.burst(Lengths(next.begin(), next.begin() + static_cast<std::ptrdiff_t>(length)));
    reader.burst(nec::repeat());
    EXPECT_EQ(reader.frames, 1) << length << " " << reader.text;
    EXPECT_EQ(reader.repeats, 0) << length << " " << reader.text;
  }
}

/// When each of the lengths ends, and the level of a receiver that sees two at once.
Lengths seen_together(const Lengths& one, const Lengths& other, std::uint64_t later) {
  const auto is_on = [](const Lengths& lengths, std::uint64_t at) {
    bool is_mark = true;
    for (const std::uint64_t length : lengths) {
      if (at < length) return is_mark;
      at -= length;
      is_mark = !is_mark;
    }
    return false;
  };
  Lengths seen;
  bool was_on = false;
  for (std::uint64_t at = 0; at != 200'000; at += 10) {
    const bool on = is_on(one, at) || (at >= later && is_on(other, at - later));
    if (on != was_on) {
      seen.push_back(0);
    }
    if (!seen.empty()) seen.back() += 10;
    was_on = on;
  }
  seen.pop_back();
  return seen;
}

// Two remote controls at once: what is told was sent, and the next key is heard.
TEST(NecDecoder, TwoRemoteControlsAtOnceMakeNoThirdKey) {
  Chance chance(7);
  int understood = 0;
  for (int round = 0; round != 300; ++round) {
    const unsigned one = chance.next() & 0xff, other = chance.next() & 0xff;
    const auto later = static_cast<std::uint64_t>(chance.between(0, 9'000) * 10);
    Reader reader(false);
    reader.burst(seen_together(nec::key(1, one), nec::key(2, other), later));
    if (reader.frames != 0) {
      const bool was_sent = reader.text.find(std::to_string(one) + "@1") != std::string::npos ||
                            reader.text.find(std::to_string(other) + "@2") != std::string::npos;
      EXPECT_TRUE(was_sent) << round << " " << later << ": " << reader.text;
      ++understood;
    }
    reader.burst(nec::key(9, 8));
    EXPECT_NE(reader.text.find("8@9"), std::string::npos) << round << ": " << reader.text;
  }
  EXPECT_GT(understood, 0) << "those that lie behind each other";
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

/// So many keys, one after the other; nobody looks.
void press_keys(Reader& reader, unsigned count) {
  for (unsigned n = 0; n != count; ++n) {
    bool level = false;
    for (const auto length : nec::key(1, n % 256)) {
      (void)reader.decoder.edge(level, uasyncio::at_microseconds(reader.time));
      reader.time += length;
      level = !level;
    }
    (void)reader.decoder.edge(true, uasyncio::at_microseconds(reader.time));
    reader.time += 40'000;
  }
}

TEST(NecDecoder, CountsWhatNobodyCameToTake) {
  for (const unsigned count : {10u, 256u, 259u, 600u}) {
    Reader reader;
    press_keys(reader, count);
    reader.look();
    std::string newest;
    for (unsigned n = count - 3; n != count; ++n) {
      newest += (newest.empty() ? "" : " ") + std::to_string(n % 256) + "@1";
    }
    EXPECT_EQ(reader.text, newest);
    EXPECT_EQ(reader.decoder.lost(), count - 3);
  }
}

}  // namespace
