// SPDX-License-Identifier: MIT
// The display without hardware: strict about times.
#include "tests/support/scenario.hpp"

#include <uasyncio/machine/delay.hpp>
#include <uasyncio/testing/chance.hpp>
#include <uasyncio/testing/lcd.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::machine::delay_us;
using asyncio::testing::Lcd;

namespace {

void nibble(Lcd& lcd, bool is_data, unsigned bits, unsigned pulse_us = 1) {
  lcd.rs.value(is_data);
  lcd.d4.value((bits & 1) != 0);
  lcd.d5.value((bits & 2) != 0);
  lcd.d6.value((bits & 4) != 0);
  lcd.d7.value((bits & 8) != 0);
  lcd.e.on();
  delay_us(pulse_us);
  lcd.e.off();
  delay_us(1);
}
void byte(Lcd& lcd, bool is_data, unsigned bits, unsigned wait_us = 50) {
  nibble(lcd, is_data, bits >> 4);
  nibble(lcd, is_data, bits & 15);
  delay_us(wait_us);
}
void begin(Lcd& lcd) {
  delay_us(50'000);
  for (const unsigned bits : {3u, 3u, 3u, 2u}) {
    nibble(lcd, false, bits);
    delay_us(5'000);
  }
}

TEST(TestingLcd, ShowsTextOnlyWhenItIsOn) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lcd lcd(3, 1);
              begin(lcd);
              byte(lcd, false, 0x06);
              byte(lcd, false, 0x80);
              byte(lcd, true, 'x');
              say("[" + std::string(lcd.row(0)) + "]");
              byte(lcd, false, 0x0C);
              say("[" + std::string(lcd.row(0)) + "]", lcd.too_early());
              co_return;
            }),
            "[   ] [x  ] 0 ok");
}

TEST(TestingLcd, MovesItsCursorAndWhatItShows) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lcd lcd(3, 2);
              begin(lcd);
              byte(lcd, false, 0x0C);
              byte(lcd, false, 0x06);
              const auto show = [&lcd] { say("[" + std::string(lcd.row(0)) + "]"); };
              for (const char each : {'a', 'b', 'c'}) byte(lcd, true, static_cast<unsigned>(each));
              byte(lcd, false, 0x10);
              byte(lcd, true, 'C');
              byte(lcd, false, 0x14);
              byte(lcd, true, 'e');
              show();
              byte(lcd, false, 0x18);
              byte(lcd, false, 0x18);
              show();
              for (int n = 0; n != 3; ++n) byte(lcd, false, 0x1C);
              show();
              byte(lcd, false, 0x80 | 39);  // the last place of the first line
              byte(lcd, true, '<');
              byte(lcd, true, '>');
              show();
              say("[" + std::string(lcd.row(1)) + "]");
              byte(lcd, false, 0x02, 2'000);
              show();
              co_return;
            }),
            "[abC] [C e] [ ab] [<ab] [ > ] [abC] ok");
}

TEST(TestingLcd, CountsWhatComesTooEarly) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lcd lcd(3, 1);
              nibble(lcd, false, 3);  // it has no power yet
              say(lcd.too_early());
              begin(lcd);
              byte(lcd, false, 0x01, 1'000);
              byte(lcd, true, 'x');  // it clears still
              say(lcd.too_early());
              delay_us(1'000);
              nibble(lcd, true, 7, 0);
              say(lcd.too_early(), lcd.nibbles());
              co_return;
            }),
            "1 3 4 10 ok");
}

/// What it says: a byte, in two halves.
unsigned answer(Lcd& lcd) {
  unsigned byte = 0;
  for (Lcd::Pin* pin : {&lcd.d4, &lcd.d5, &lcd.d6, &lcd.d7}) pin->value(true);
  lcd.rs.off();
  lcd.rw.on();
  for (int half = 0; half != 2; ++half) {
    lcd.e.on();
    delay_us(1);
    byte = byte * 16 + lcd.d4.value() + lcd.d5.value() * 2u + lcd.d6.value() * 4u +
           lcd.d7.value() * 8u;
    lcd.e.off();
    delay_us(1);
  }
  lcd.rw.off();
  return byte;
}

TEST(TestingLcd, SaysWhetherItIsBusyAndItsPlace) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lcd lcd(40, 2);
              begin(lcd);
              byte(lcd, false, 0x06);
              byte(lcd, false, 0x80 + 38, 0);
              say(answer(lcd) >> 7);
              delay_us(50);
              say(answer(lcd));
              byte(lcd, true, 'x');
              byte(lcd, true, 'x');
              say(answer(lcd), lcd.clashes());
              lcd.hang(true);
              say(answer(lcd) >> 7);
              lcd.unplug(false);
              say(answer(lcd));
              lcd.unplug();
              say(answer(lcd));
              co_return;
            }),
            "1 38 64 0 1 0 255 ok");
}

TEST(TestingLcd, ThatLostAHalfAnswersInHalves) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lcd lcd(40, 2);
              begin(lcd);
              byte(lcd, false, 0x80 + 0x12);
              nibble(lcd, false, 3);
              say(answer(lcd) == 0x21);
              lcd.lose_power();
              say(answer(lcd));  // of eight bits, of which four are wired
              co_return;
            }),
            "1 0 ok");
}

TEST(TestingLcd, BearsWhateverItsPinsDo) {
  asyncio::testing::Chance chance(1);
  EXPECT_EQ(played([&chance]() -> Coro<> {
              Lcd lcd(20, 4);
              Lcd::Pin* const pins[] = {&lcd.rs, &lcd.rw, &lcd.e,  &lcd.d4,
                                        &lcd.d5, &lcd.d6, &lcd.d7, &lcd.e};
              for (int n = 0; n != 100'000; ++n) {
                pins[chance.between(0, 7)]->value(chance.one_in(2));
                if (chance.one_in(4)) delay_us(static_cast<std::uint32_t>(chance.between(0, 50)));
                if (chance.one_in(1'000)) lcd.lose_power();
              }
              for (std::uint8_t row = 0; row != 4; ++row) say(lcd.row(row).size());
              co_return;
            }),
            "20 20 20 20 ok");
}

TEST(TestingLcd, CountsWhoPullsAtItsAnswers) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lcd lcd(8, 1);
              begin(lcd);
              lcd.d6.value(false);
              lcd.rw.on();
              lcd.e.on();
              delay_us(1);
              lcd.e.off();
              say(lcd.clashes());
              co_return;
            }),
            "1 ok");
}

}  // namespace
