// SPDX-License-Identifier: MIT
// Two ends of a line of bits, without pins: what arrives, whatever happens to the bits.
#include "tests/support/bit_line.hpp"

#include <uasyncio/drivers/link/syncom_frames.hpp>

#include <gtest/gtest.h>
#include <cerrno>

using bit_line::End;
using bit_line::Line;
using bit_line::Traffic;
using uasyncio::Error;
using uasyncio::SynComFrames;
using uasyncio::testing::Chance;

namespace {

using Frames = End<SynComFrames, 16, 2>;
using FrameLine = Line<Frames>;

TEST(SynComFrames, TextsGoBothWaysInOrder) {
  FrameLine line;
  EXPECT_TRUE(line.left.format.out.add("one"));
  EXPECT_TRUE(line.left.format.out.add(""));
  EXPECT_TRUE(line.right.format.out.add(std::string_view("\0\xFF\x7E", 3)));
  line.exchange(600);
  EXPECT_EQ(line.right.take(), "one");
  EXPECT_EQ(line.right.take(), "");
  EXPECT_EQ(line.left.take(), std::string("\0\xFF\x7E", 3));
  EXPECT_TRUE(line.left.format.out.empty() && line.right.format.out.empty());
  EXPECT_EQ(line.left.format.damaged(), 0);
}

TEST(SynComFrames, ALineWithoutNewsRests) {
  FrameLine line;
  line.exchange(300);
  EXPECT_TRUE(line.left.format.is_joined() && line.right.format.is_joined());
  EXPECT_TRUE(line.left.format.rests() && line.right.format.rests());
  EXPECT_FALSE(line.left.format.calls());
  EXPECT_TRUE(line.left.format.out.add("x"));
  EXPECT_TRUE(line.left.format.calls());
  EXPECT_FALSE(line.left.format.rests());
}

TEST(SynComFrames, AFullQueueHoldsTheSenderBack) {
  FrameLine line;
  int sent = 0;
  for (int n = 0; n != 4'000; ++n) {
    if (line.left.format.out.add(std::to_string(sent))) ++sent;
    line.exchange(1);
  }
  EXPECT_EQ(sent, 4) << "two are there, two wait";
  for (int n = 0; n != 4; ++n) {
    EXPECT_EQ(line.right.take(), std::to_string(n));
    line.exchange(2'000);
  }
}

TEST(SynComFrames, AFrameThatIsTooLongIsDamagedAndNothingElse) {
  End<SynComFrames, 32, 2> left;
  Frames right;
  EXPECT_TRUE(left.format.out.add("as long as it may be, and longer"));
  bool bit = left.format.begin(false);
  right.format.begin(true);
  for (int n = 0; n != 3'000; ++n) bit = left.format.exchange(right.format.exchange(bit));
  EXPECT_GT(right.format.damaged(), 1) << "it comes again and again";
  EXPECT_TRUE(right.format.in.empty());
  EXPECT_TRUE(right.format.is_joined());
}

TEST(SynComFrames, WhoBeginsAnewIsToldToTheOther) {
  FrameLine line;
  line.exchange(300);
  EXPECT_TRUE(line.left.format.out.add("a") && line.left.format.out.add("b"));
  line.restart(line.right);
  line.exchange(300);
  EXPECT_TRUE(line.left.format.is_joined() && line.right.format.is_joined());
  EXPECT_TRUE(line.left.format.is_lost());
  EXPECT_EQ(line.left.format.error(), Error::os(ECONNRESET));
  EXPECT_EQ(line.left.format.losses(), 1);
  EXPECT_EQ(line.left.format.dropped(), 2);
}

TEST(SynComFrames, APeerThatBeginsAnewAtAnyBitGetsWhatIsSentLater) {
  for (int bits = 0; bits != 700; ++bits) {
    FrameLine line;
    EXPECT_TRUE(line.left.format.out.add("old") && line.right.format.out.add("old"));
    line.exchange(bits);
    line.restart(line.left);
    line.exchange(500);
    while (line.right.take() == "old") {
    }
    while (line.left.take() == "old") {
    }
    line.right.format.take_loss();
    line.left.format.take_loss();
    EXPECT_TRUE(line.left.format.out.add("new") && line.right.format.out.add("new"));
    line.exchange(400);
    ASSERT_EQ(line.right.take(), "new") << bits;
    ASSERT_EQ(line.left.take(), "new") << bits;
  }
}

TEST(OriginalDefectsOfSynCom, ABitSlipIsFoundAndTheTextSentAgain) {
  for (int place = 0; place != 400; ++place) {
    for (const bool is_doubled : {false, true}) {
      FrameLine line;
      line.exchange(300);
      EXPECT_TRUE(line.left.format.out.add("Good morning"));
      line.exchange(place);
      line.slip(is_doubled);
      line.exchange(1'500);
      ASSERT_EQ(line.right.take(), "Good morning") << place;
      ASSERT_EQ(line.right.take(), "none") << place;
      ASSERT_EQ(line.right.format.losses(), 0) << place;
    }
  }
}

TEST(OriginalDefectsOfSynCom, AllEightBitsOfACharacterArrive) {
  FrameLine line;
  EXPECT_TRUE(line.left.format.out.add("\xC3\xA9\x80"));
  line.exchange(400);
  EXPECT_EQ(line.right.take(), "\xC3\xA9\x80");
}

/// Bits are lost, doubled and wrong, and the ends lose their power, by seed.
void play(std::uint64_t seed, unsigned wanted) {
  Chance chance(seed);
  FrameLine line;
  Traffic traffic(chance, line.left, line.right);
  while (!traffic.has_arrived(wanted)) {
    if (chance.one_in(700)) line.slip(chance.one_in(2));
    if (chance.one_in(900)) line.flip();
    if (chance.one_in(60'000)) {
      line.restart(chance.one_in(2) ? line.left : line.right);
      traffic.tell();
    }
    line.exchange(1);
    traffic.look();
    ASSERT_FALSE(::testing::Test::HasFailure()) << seed;
  }
  EXPECT_GT(line.left.format.damaged(), 0);
}

TEST(SynComFrames, NothingIsLostDoubledOrChangedWithoutAnError) { play(1, 500); }

TEST(SynComFuzz, HostileBitsLeaveFramesInTheirRoom) {
  bit_line::attack<Frames>(5, bit_line::attack_bits());
}

TEST(SynComFrames, TenThousandTextsEachWay) { play(2, 10'000); }

}  // namespace
