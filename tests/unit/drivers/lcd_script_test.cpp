// SPDX-License-Identifier: MIT
// LcdScript: the bytes and their order.
#include "uasyncio/drivers/lcd_script.hpp"

#include <gtest/gtest.h>
#include <string>

using uasyncio::LcdOutput;
using uasyncio::LcdScript;
using Kind = LcdOutput::Kind;

namespace {

/// All that is to be sent: n a nibble, c a command, d data; in hexadecimal.
std::string all_of(LcdScript& script) {
  std::string text;
  for (LcdOutput output = script.next(); output.wait_us != 0; output = script.next()) {
    constexpr char letters[] = {'-', 'n', 'c', 'd'};
    char word[8];
    std::snprintf(word, sizeof word, "%c%02X ", letters[static_cast<int>(output.kind)],
                  output.value);
    text += word;
  }
  return text;
}

TEST(LcdScript, BeginsAsTheDataSheetSays) {
  char text[2];
  LcdScript script(text, 2, 1);
  script.restart();
  EXPECT_FALSE(script.all_sent());
  EXPECT_EQ(all_of(script), "-00 n03 n03 n03 n02 c28 c0C c06 c01 c80 d20 d20 ");
  EXPECT_TRUE(script.all_sent());
  EXPECT_EQ(script.next().kind, Kind::nothing);
}

TEST(LcdScript, ResyncsWithoutAClear) {
  static constexpr std::uint8_t dots[] = {1, 2, 3, 4, 5, 6, 7, 8};
  char text[2];
  LcdScript script(text, 2, 1);
  script.restart();
  script.set_character(2, dots);
  (void)all_of(script);
  EXPECT_TRUE(script.set_row(0, "x"));
  script.resync();
  EXPECT_EQ(all_of(script),
            "-00 n03 n03 n03 n02 c28 c0C c06 c02 c50 d01 d02 d03 d04 d05 d06 d07 d08 c80 d78 d20 ");
}

TEST(LcdScript, ARowInTheMiddleGoesBeforeACharacter) {
  static constexpr std::uint8_t dots[] = {0, 0, 0, 0, 0, 0, 0, 0};
  char text[2];
  LcdScript script(text, 2, 1);
  script.restart();
  (void)all_of(script);
  EXPECT_TRUE(script.set_row(0, "ab"));
  EXPECT_EQ(script.next().value, 0x80);
  script.set_character(0, dots);
  EXPECT_EQ(script.next().value, 'a');
  EXPECT_EQ(all_of(script), "d62 c40 d00 d00 d00 d00 d00 d00 d00 d00 ");
}

/// What the display answers after each byte: the value, then the mask, in hexadecimal.
std::string answers_of(LcdScript& script) {
  std::string text;
  for (LcdOutput output = script.next(); output.wait_us != 0; output = script.next()) {
    const uasyncio::LcdAnswer answer = script.answer_to(output);
    char word[16];
    std::snprintf(word, sizeof word, "%02X/%02X ", answer.value, answer.mask);
    if (answer.mask != 0) text += word;
  }
  return text;
}

TEST(LcdScript, KnowsWhatTheDisplaySaysAfterEachByte) {
  char text[2];
  LcdScript script(text, 2, 1);
  script.restart();
  EXPECT_EQ(answers_of(script), "00/80 00/80 00/80 00/80 00/FF 01/FF 02/FF ");
  static constexpr std::uint8_t dots[] = {0, 0, 0, 0, 0, 0, 0, 0};
  script.set_character(7, dots);
  EXPECT_EQ(answers_of(script), "38/BF 39/BF 3A/BF 3B/BF 3C/BF 3D/BF 3E/BF 3F/BF 00/BF ");
}

TEST(LcdScript, KnowsThatALineOf40PlacesGoesOnWithTheOther) {
  char text[80];
  LcdScript script(text, 20, 4);
  script.restart();
  (void)answers_of(script);
  EXPECT_TRUE(script.set_row(2, "x"));
  EXPECT_EQ(answers_of(script).substr(19 * 6), "27/FF 40/FF ");
  EXPECT_TRUE(script.set_row(3, "x"));
  EXPECT_EQ(answers_of(script).substr(19 * 6), "67/FF 00/FF ");
}

TEST(LcdScript, SaysWhetherARowHasChanged) {
  char text[6];
  LcdScript script(text, 3, 2);
  EXPECT_FALSE(script.set_row(1, ""));
  EXPECT_TRUE(script.set_row(1, "abcd"));
  EXPECT_FALSE(script.set_row(1, "abc"));
  EXPECT_EQ(script.row(1), "abc");
  EXPECT_EQ(script.row(0), "   ");
}

}  // namespace
