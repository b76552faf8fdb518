// SPDX-License-Identifier: MIT
// LcdPins: which pin is which bit, and when E moves.
#include "tests/support/scenario.hpp"

#include <uasyncio/drivers/lcd_pins.hpp>

using namespace scenario;

namespace {

struct Line {
  std::string& log;
  char name;
  bool level = false;

  void value(bool is_high) {
    level = is_high;
    if (name == 'e') log += is_high ? '+' : '-';
  }
  bool value() const { return level; }
  void on() { value(true); }
  void off() { value(false); }
  void toggle() { value(!level); }
};

TEST(LcdPins, SetTheBitsAndThenPulseE) {
  EXPECT_EQ(played([]() -> asyncio::Coro<> {
              std::string log;
              Line rs{log, 'r'}, e{log, 'e', true}, d4{log, '4'}, d5{log, '5'}, d6{log, '6'},
                  d7{log, '7'};
              asyncio::LcdPins bus(rs, e, d4, d5, d6, d7);
              say(log);
              const auto begin = sim()->now();
              bus.send_nibble(true, 0b1010);
              say(log, rs.level, d4.level, d5.level, d6.level, d7.level,
                  asyncio::to_microseconds(sim()->now() - begin));
              bus.send_nibble(false, 0b0101);
              say(log, rs.level, d4.level, d5.level, d6.level, d7.level);
              co_return;
            }),
            "- -+- 1 0 1 0 1 2 -+-+- 0 1 0 1 0 ok");
}

}  // namespace
