// SPDX-License-Identifier: MIT
// The model of the HD44780 shows what ten captures of real displays show.
#include "tests/data/recordings.hpp"
#include "tests/support/scenario.hpp"

#include <uasyncio/testing/lcd.hpp>

using uasyncio::testing::Lcd;

namespace {

struct LcdColumns {
  std::size_t rs, e, d4, d5, d6, d7;
};

uasyncio::Coro<> play(const std::string& name, Lcd& display) {
  const std::string file =
      recordings::read(recordings::folder() / "lcd" / ("hd44780-" + name + ".csv"));
  LcdColumns at{};
  for (const std::string& line : recordings::split(file, '\n')) {
    if (line.empty() || line[0] == '#') continue;
    const auto row = recordings::split(line, ',');
    if (line[0] == 't') {
      const auto column = [&row](const char* upper, const char* lower) {
        const auto is_it = [=](const std::string& each) { return each == upper || each == lower; };
        return static_cast<std::size_t>(std::find_if(row.begin(), row.end(), is_it) - row.begin());
      };
      at = {column("RS", "rs"), column("E", "e"),   column("D4", "d4"),
            column("D5", "d5"), column("D6", "d6"), column("D7", "d7")};
      continue;
    }
    constexpr std::uint64_t powered_before_us = 1'000'000;
    co_await uasyncio::sleep_until(powered_before_us + std::stoull(row[0]) / 1'000);
    const bool is_enabled = row[at.e] == "1";
    if (!is_enabled) display.e.off();  // takes what the others were before
    display.rs.value(row[at.rs] == "1");
    display.d4.value(row[at.d4] == "1");
    display.d5.value(row[at.d5] == "1");
    display.d6.value(row[at.d6] == "1");
    display.d7.value(row[at.d7] == "1");
    if (is_enabled) display.e.on();
  }
}

struct Shown {
  const char* name;
  std::uint8_t columns, rows;
  std::vector<std::string> texts;
};

TEST(LcdRecordings, TheModelShowsWhatTheDisplaysShowed) {
  std::string last_of_font, first_of_font;
  for (int code = 0; code != 16; ++code) {
    last_of_font += static_cast<char>(0xF0 + code);
    first_of_font += static_cast<char>(code);
  }
  const Shown all[] = {
      {"blink", 16, 2, {"hello, world!   ", "                "}},
      {"cursor", 16, 2, {"hello, world!   ", "                "}},
      {"customcharacter", 16, 2, {std::string("I \0 Arduino! \1  ", 16), "    \3           "}},
      {"font", 16, 2, {last_of_font, first_of_font}},
      {"power", 16, 2, {"                ", "                "}},  // off in the end
      {"reset-init-hello", 16, 2, {"Hello LCD       "}},
      {"scroll", 16, 2, {"d!              "}},  // 40 times to the left, 29 to the right
      {"shiftcursor", 16, 2, {"Hello, World?   "}},
      {"test_204",
       20,
       4,
       {"0123456789!'\"$%&/()=", "abcdefghijklmnopqrst", "uvwxyzABCDEFGHIJKLMN",
        "OPQRSTUVWXYZ,;.:-_+*"}},
      {"textdirection", 16, 2, {"abcdefghijklyz  "}},
  };
  for (const Shown& shown : all) {
    SCOPED_TRACE(shown.name);
    EXPECT_EQ(scenario::played([&]() -> uasyncio::Coro<> {
                Lcd display(shown.columns, shown.rows);
                co_await play(shown.name, display);
                EXPECT_EQ(display.too_early(), 0u);
                for (std::size_t row = 0; row != shown.texts.size(); ++row) {
                  EXPECT_EQ(display.row(static_cast<std::uint8_t>(row)), shown.texts[row]);
                }
              }),
              "ok");
  }
}

}  // namespace
