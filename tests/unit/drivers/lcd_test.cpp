// SPDX-License-Identifier: MIT
// LCD, with a display that has the data sheet's times.
#include "tests/support/scenario.hpp"

#include <uasyncio/drivers/lcd.hpp>
#include <uasyncio/drivers/lcd_pins.hpp>
#include <uasyncio/testing/chance.hpp>
#include <uasyncio/testing/lcd.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::LCD;
using asyncio::LcdPins;
using asyncio::OwnedTask;
using asyncio::Task;
using Display = asyncio::testing::Lcd;

namespace {

using DisplayPin = Display::Pin;
using ModelPins = LcdPins<DisplayPin, DisplayPin, DisplayPin, DisplayPin, DisplayPin, DisplayPin>;

/// A display with its driver, which runs.
template <std::uint8_t Columns, std::uint8_t Rows>
struct Bench {
  Display display{Columns, Rows};
  ModelPins bus{display.rs, display.e, display.d4, display.d5, display.d6, display.d7};
  LCD<Columns, Rows> lcd{bus};
  OwnedTask<> runner = asyncio::create_task(lcd.run());

  void say_rows() {
    for (std::uint8_t row = 0; row != Rows; ++row) say("[" + std::string(display.row(row)) + "]");
  }
};

TEST(Lcd, ShowsWhatItsRowsSay) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bench<8, 2> bench;
              bench.lcd[0] = "hello";
              bench.lcd[1] = "much too long";
              co_await bench.lcd.written();
              bench.say_rows();
              say("[" + std::string(std::string_view(bench.lcd[0])) + "]");
              EXPECT_EQ(bench.display.too_early(), 0u);
            }),
            "[hello   ] [much too] [hello   ] ok");
}

TEST(Lcd, OfFourRowsHasThePlacesOfTheDataSheet) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bench<4, 4> bench;
              bench.lcd[0] = "aaaa";
              bench.lcd[1] = "bbbb";
              bench.lcd[2] = "cccc";
              bench.lcd[3] = "dddd";
              co_await bench.lcd.written();
              bench.say_rows();
            }),
            "[aaaa] [bbbb] [cccc] [dddd] ok");
}

TEST(Lcd, SendsARowOnlyIfItsTextChanges) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bench<8, 2> bench;
              bench.lcd[0] = "same";
              co_await bench.lcd.written();
              const auto nibbles = bench.display.nibbles();
              bench.lcd[0] = "same";
              co_await bench.lcd.written();
              co_await asyncio::sleep(1);
              say(bench.display.nibbles() - nibbles);
              bench.lcd[1] = "other";
              co_await bench.lcd.written();
              say(bench.display.nibbles() - nibbles);
            }),
            "0 18 ok");
}

// The original cleared its flag after writing, and lost what changed meanwhile.
TEST(OriginalDefectsOfLcd, AChangeWhileARowIsWrittenIsShown) {
  for (int after_us = 50'000; after_us < 70'000; after_us += 37) {
    SCOPED_TRACE(after_us);
    EXPECT_EQ(played([after_us]() -> Coro<> {
                Bench<8, 2> bench;
                bench.lcd[0] = "11111111";
                co_await asyncio::sleep_us(after_us);
                bench.lcd[0] = "22222222";
                co_await bench.lcd.written();
                bench.say_rows();
              }),
              "[22222222] [        ] ok");
  }
}

TEST(Lcd, ASlowDisplayIsGivenItsTime) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bench<8, 2> bench;
              bench.display.slow_down(142);  // 190 kHz
              bench.lcd[1] = "slow";
              co_await bench.lcd.written();
              bench.say_rows();
              EXPECT_EQ(bench.display.too_early(), 0u);
            }),
            "[        ] [slow    ] ok");
}

TEST(Lcd, ThatLostAHalfOrItsPowerIsRightAfterAResync) {
  static constexpr std::uint8_t heart[] = {0, 10, 31, 31, 14, 4, 0, 0};
  for (const bool loses_power : {false, true}) {
    SCOPED_TRACE(loses_power);
    EXPECT_EQ(played([loses_power]() -> Coro<> {
                Bench<8, 2> bench;
                bench.lcd.character(3, heart);
                bench.lcd[0] = "first";
                co_await bench.lcd.written();
                if (loses_power) {
                  bench.display.lose_power();
                } else {
                  bench.display.lose_nibble();
                }
                bench.lcd[1] = "second";
                co_await bench.lcd.written();
                EXPECT_NE(bench.display.row(1), "second  ");
                const auto too_early = bench.display.too_early();  // it takes halves for wholes
                bench.lcd.resync();
                co_await bench.lcd.written();
                bench.say_rows();
                EXPECT_EQ(bench.display.too_early(), too_early);
                EXPECT_EQ(std::string(reinterpret_cast<const char*>(bench.display.character(3)), 8),
                          std::string(reinterpret_cast<const char*>(heart), 8));
              }),
              "[first   ] [second  ] ok");
  }
}

TEST(Lcd, CancelledAtAnyTimeItMayRunAgain) {
  for (int after_us = 0; after_us < 75'000; after_us += 411) {
    SCOPED_TRACE(after_us);
    EXPECT_EQ(played([after_us]() -> Coro<> {
                Bench<8, 2> bench;
                bench.lcd[0] = "again";
                co_await asyncio::sleep_us(after_us);
                co_await asyncio::cancel_and_wait(bench.runner.task());
                EXPECT_FALSE(bench.display.e.value());
                EXPECT_TRUE(bench.lcd[0] == std::string_view("again   "));
                bench.runner = asyncio::create_task(bench.lcd.run());
                co_await bench.lcd.written();
                bench.say_rows();
                EXPECT_EQ(bench.display.too_early(), 0u);
              }),
              "[again   ] [        ] ok");
  }
}

TEST(Lcd, RunOnceMoreTheRunBeforeEnds) {
  for (int after_us = 0; after_us < 75'000; after_us += 411) {
    SCOPED_TRACE(after_us);
    EXPECT_EQ(played([after_us]() -> Coro<> {
                Bench<8, 2> bench;
                bench.lcd[0] = "fine";
                co_await asyncio::sleep_us(after_us);
                const Task<> first = bench.runner.release();
                bench.runner = asyncio::create_task(bench.lcd.run());
                co_await asyncio::sleep_ms(60);
                co_await bench.lcd.written();
                bench.say_rows();
                say(first.done() && first.error() == Error::none ? "ended" : "runs");
                EXPECT_EQ(bench.display.too_early(), 0u);
              }),
              "[fine    ] [        ] ended ok");
  }
}

TEST(Lcd, SleepsWhileNothingChanges) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bench<8, 2> bench;
              co_await bench.lcd.written();
              const auto wakeups = asyncio::Loop::running()->wakeups();
              co_await asyncio::sleep(3600);
              say(asyncio::Loop::running()->wakeups() - wakeups);
            }),
            "1 ok");
}

TEST(Lcd, ResyncedByAPeriodIsRightAfterIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bench<8, 2> bench;
              const OwnedTask<> resyncer = asyncio::create_task(bench.lcd.resync_every_ms(60'000));
              bench.lcd[0] = "right";
              co_await bench.lcd.written();
              bench.display.lose_power();
              bench.say_rows();
              co_await asyncio::sleep_ms(60'000);
              bench.say_rows();
            }),
            "[        ] [        ] [right   ] [        ] ok");
}

// Half a byte off, the end of a text and the address of the next one make "shift the display".
TEST(Lcd, ThatWasShiftedByALostHalfIsRightAfterAResync) {
  for (std::uint8_t which = 1; which <= 12; ++which) {
    SCOPED_TRACE(which);
    EXPECT_EQ(played([which]() -> Coro<> {
                Bench<4, 2> bench;
                bench.lcd[0] = "abcd";
                co_await bench.lcd.written();
                bench.display.lose_nibble(which);
                bench.lcd[0] = "qqqq";
                bench.lcd[1] = "aaaa";
                co_await bench.lcd.written();
                bench.lcd[0] = "1111";
                co_await bench.lcd.written();
                bench.lcd.resync();
                co_await bench.lcd.written();
                bench.say_rows();
              }),
              "[1111] [aaaa] ok");
  }
}

TEST(Lcd, ARowBeyondTheLastIsTheLast) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bench<4, 2> bench;
              bench.lcd[9] = "last";
              co_await bench.lcd.written();
              bench.say_rows();
            }),
            "[    ] [last] ok");
}

TEST(Lcd, ResyncedAllTheTimeItShowsItsText) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bench<4, 2> bench;
              const OwnedTask<> resyncer = asyncio::create_task(bench.lcd.resync_every_ms(0));
              bench.lcd[1] = "here";
              co_await asyncio::sleep(10);
              bench.say_rows();
            }),
            "[    ] [here] ok");
}

// What a display shows in the end is what was set last, whatever happens to it before a resync.
TEST(Lcd, ADayOfNoiseEndsWithTheRightText) {
  asyncio::testing::Chance chance(1);
  for (int round = 0; round != 200; ++round) {
    EXPECT_EQ(played([&chance]() -> Coro<> {
                Bench<4, 4> bench;
                std::string wanted[4] = {"    ", "    ", "    ", "    "};
                for (int event = 0; event != 20; ++event) {
                  const auto row = static_cast<std::uint8_t>(chance.between(0, 3));
                  switch (chance.between(0, 4)) {
                    case 0: bench.display.lose_nibble(); break;
                    case 1: bench.display.lose_power(); break;
                    case 2: bench.lcd.resync(); break;
                    default:
                      wanted[row] = std::string(4, static_cast<char>(chance.between('a', 'z')));
                      bench.lcd[row] = wanted[row];
                  }
                  co_await asyncio::sleep_us(chance.between(0, 20'000));
                }
                co_await bench.lcd.written();
                bench.lcd.resync();  // may lose a half itself
                co_await bench.lcd.written();
                bench.lcd.resync();
                co_await bench.lcd.written();
                for (std::uint8_t row = 0; row != 4; ++row) {
                  EXPECT_EQ(bench.display.row(row), wanted[row]);
                }
              }),
              "ok");
  }
}

}  // namespace
