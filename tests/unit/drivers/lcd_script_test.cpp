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
            "-00 n03 n03 n03 n02 c28 c0C c06 c50 d01 d02 d03 d04 d05 d06 d07 d08 c80 d78 d20 ");
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
