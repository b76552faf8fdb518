// SPDX-License-Identifier: MIT
// Texts that wait in slots.
#include <uasyncio/drivers/link/text_slots.hpp>

#include <gtest/gtest.h>
#include <string>

using uasyncio::detail::TextSlots;

namespace {

TEST(TextSlots, HoldsTextsInTheirOrder) {
  std::uint8_t room[3 * 5];
  TextSlots texts(room, 4, 3);
  EXPECT_TRUE(texts.empty());
  for (int round = 0; round != 7; ++round) {  // the ring turns
    EXPECT_TRUE(texts.add("ab"));
    EXPECT_TRUE(texts.add(""));
    EXPECT_TRUE(texts.full());
    EXPECT_EQ(texts.oldest(), "ab");
    texts.remove();
    EXPECT_EQ(texts.oldest(), "");
    texts.remove();
    EXPECT_TRUE(texts.add("c"));
    texts.remove();
  }
}

TEST(TextSlots, RefusesWhatItHasNoRoomFor) {
  std::uint8_t room[2 * 5];
  TextSlots texts(room, 4, 2);
  EXPECT_FALSE(texts.add("12345"));
  EXPECT_TRUE(texts.add("1234"));
  EXPECT_FALSE(texts.add(""));
  EXPECT_EQ(texts.count(), 1);
}

TEST(TextSlots, TheFreeSlotStaysWhileOldOnesAreRemoved) {
  std::uint8_t room[4 * 2];
  TextSlots texts(room, 1, 4);
  EXPECT_TRUE(texts.add("a"));
  EXPECT_TRUE(texts.add("b"));
  std::uint8_t* const slot = texts.free_slot();
  texts.remove();
  texts.remove();
  EXPECT_EQ(texts.free_slot(), slot);
}

TEST(TextSlots, ATextThatWasRemovedStaysUntilTheNextOneIsRemoved) {
  std::uint8_t room[3 * 2];
  TextSlots texts(room, 1, 3);
  EXPECT_TRUE(texts.add("a"));
  EXPECT_TRUE(texts.add("b"));
  const std::string_view text = texts.oldest();
  texts.remove();
  while (texts.add("c")) {
  }
  EXPECT_EQ(text, "a");
}

}  // namespace
