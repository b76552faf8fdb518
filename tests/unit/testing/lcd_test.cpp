// The display without hardware: strict about times.
#include "tests/support/scenario.hpp"

#include <uasyncio/machine/delay.hpp>
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

}  // namespace
