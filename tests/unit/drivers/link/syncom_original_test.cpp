// SPDX-License-Identifier: MIT
// The bits of the original SynCom.
#include "tests/support/bit_line.hpp"

#include <uasyncio/drivers/link/syncom_original.hpp>

#include <gtest/gtest.h>

using uasyncio::SynComOriginal;

namespace {

using OldEnd = bit_line::End<SynComOriginal, 16, 2>;
using OldLine = bit_line::Line<OldEnd>;

/// The first bits that an end shows, if it hears `heard`.
std::string shown(OldEnd& end, bool passive, const std::string& heard) {
  std::string bits;
  bits += end.format.begin(passive) ? '1' : '0';
  for (const char bit : heard) bits += end.format.exchange(bit == '1') ? '1' : '0';
  return bits;
}

TEST(SynComOriginal, BeginsWithItsByteAndGoesOnInSevens) {
  OldEnd end;
  EXPECT_TRUE(end.format.out.add("A"));
  // 0x9D, a bit while the peer's last one is awaited, 'A', the 0 that ends it; the lowest first.
  // clang-format off
  EXPECT_EQ(shown(end, false, "10111001" "0000000" "0000000"), "10111001" "0" "1000001" "0000000");
  // clang-format on
  OldEnd passive;
  EXPECT_TRUE(passive.format.out.add("A"));
  // clang-format off
  EXPECT_EQ(shown(passive, true, "10111001" "0000000" "0000000"),
            "0" "10111001" "1000001" "0000000");
  // clang-format on
}

TEST(SynComOriginal, TextsGoBothWays) {
  OldLine line;
  EXPECT_TRUE(line.left.format.out.add("one") && line.left.format.out.add("two"));
  EXPECT_TRUE(line.right.format.out.add("three"));
  line.exchange(100);
  EXPECT_EQ(line.right.take(), "one");
  EXPECT_EQ(line.right.take(), "two");
  EXPECT_EQ(line.left.take(), "three");
  EXPECT_EQ(line.left.take(), "none");
}

TEST(SynComOriginal, WhatHasNoRoomIsDroppedAndCounted) {
  OldLine line;
  for (int n = 0; n != 3; ++n) {
    EXPECT_TRUE(line.left.format.out.add("text"));
    line.exchange(60);
  }
  EXPECT_EQ(line.right.format.dropped(), 1);
  EXPECT_EQ(line.right.take(), "text");
}

TEST(SynComOriginal, ATextThatIsTooLongIsCountedAndTheNextOneIsWhole) {
  bit_line::End<SynComOriginal, 40, 2> left;
  OldEnd right;
  EXPECT_TRUE(left.format.out.add("longer than the other end has room"));
  EXPECT_TRUE(left.format.out.add("next"));
  bool bit = left.format.begin(false);
  right.format.begin(true);
  for (int n = 0; n != 400; ++n) bit = left.format.exchange(right.format.exchange(bit));
  EXPECT_EQ(right.format.damaged(), 1);
  EXPECT_EQ(right.take(), "next");
}

TEST(SynComFuzz, HostileBitsLeaveCharactersInTheirRoom) {
  bit_line::attack<OldEnd>(6, bit_line::attack_bits());
}

TEST(OriginalDefectsOfSynCom, ACharacterOfEightBitsIsRefusedAndNotTruncated) {
  OldEnd end;
  EXPECT_TRUE(end.format.takes("~\x7F\x01"));
  EXPECT_FALSE(end.format.takes("caf\xC3\xA9"));
  EXPECT_FALSE(end.format.takes(std::string_view("a\0b", 3)));
  EXPECT_FALSE(end.format.takes("")) << "it cannot be told from no text";
}

}  // namespace
