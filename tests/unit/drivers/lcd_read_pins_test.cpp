// SPDX-License-Identifier: MIT
// LcdReadPins: a display that is asked whether it is done, and whether it is there.
#include "tests/support/scenario.hpp"

#include <uasyncio/drivers/lcd.hpp>
#include <uasyncio/drivers/lcd_read_pins.hpp>
#include <uasyncio/testing/chance.hpp>
#include <uasyncio/testing/lcd.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;

namespace {

using ReadDisplay = asyncio::testing::Lcd;
using ReadPin = ReadDisplay::Pin;

template <std::uint8_t Columns = 8, std::uint8_t Rows = 2>
struct ReadBench {
  ReadDisplay display{Columns, Rows};
  asyncio::LcdReadPins<ReadPin, ReadPin, ReadPin, ReadPin, ReadPin, ReadPin, ReadPin> bus{
      display.rs, display.rw, display.e, display.d4, display.d5, display.d6, display.d7};
  asyncio::LCD<Columns, Rows> lcd{bus};
  asyncio::OwnedTask<> runner = asyncio::create_task(lcd.run());

  std::string rows() {
    std::string text;
    for (std::uint8_t row = 0; row != Rows; ++row) text += std::string(display.row(row)) + "|";
    return text;
  }
};

TEST(LcdReadPins, ShowAllRowsOfAllSizesWithoutAnError) {
  EXPECT_EQ(played([]() -> Coro<> {
              ReadBench<20, 4> bench;
              const char* const texts[] = {"aaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbb",
                                           "cccccccccccccccccccc", "dddddddddddddddddddd"};
              for (std::uint8_t row = 0; row != 4; ++row) bench.lcd[row] = texts[row];
              co_await bench.lcd.written();
              EXPECT_EQ(bench.display.row(2), texts[2]);
              EXPECT_EQ(bench.display.row(3), texts[3]);
              say(bench.lcd.error().name(), bench.display.too_early(), bench.display.clashes());
              ReadBench<40, 2> wide;
              wide.lcd[0] = "wide";
              wide.lcd[1] = "and low";
              co_await wide.lcd.written();
              say(wide.lcd.error().name(), wide.display.too_early(), now_ms());
            }),
            "no error 0 0 no error 0 147 ok");
}

// Without R/W, 60 us each: 1,000 characters would take 60 ms.
TEST(LcdReadPins, AByteTakesTheTimeOfTheDisplay) {
  EXPECT_EQ(played([]() -> Coro<> {
              ReadBench<40, 2> bench;
              co_await bench.lcd.written();
              const auto begin = asyncio::Loop::running()->time();
              for (char letter = 'a'; letter != 'a' + 25; ++letter) {
                bench.lcd[1] = std::string(40, letter);
                co_await bench.lcd.written();
              }
              const auto duration = asyncio::Loop::running()->time() - begin;
              EXPECT_LT(duration, 58'000u);
              EXPECT_EQ(bench.display.too_early(), 0u);
            }),
            "ok");
}

TEST(LcdReadPins, WaitForADisplayThatIsMuchTooSlow) {
  EXPECT_EQ(played([]() -> Coro<> {
              ReadBench bench;
              co_await bench.lcd.written();
              bench.display.slow_down(500);
              bench.lcd[1] = "slow";
              co_await bench.lcd.written();
              say(bench.rows(), bench.display.too_early(), bench.lcd.error().name());
            }),
            "        |slow    | 0 no error ok");
}

TEST(LcdReadPins, TellThatTheDisplayIsAbsentAndShowAllWhenItIsThere) {
  for (const bool floats_high : {true, false}) {
    SCOPED_TRACE(floats_high);
    EXPECT_EQ(played([floats_high]() -> Coro<> {
                ReadBench bench;
                bench.display.unplug(floats_high);
                bench.lcd[0] = "there";
                co_await asyncio::sleep_ms(100);
                EXPECT_EQ(bench.lcd.error(), Error::os(floats_high ? ETIMEDOUT : EIO));
                for (int n = 0; n != 50; ++n) {  // and says so all the time
                  co_await asyncio::sleep_ms(7);
                  EXPECT_TRUE(bench.lcd.error());
                }
                bench.display.plug();
                const auto plugged_ms = now_ms();
                co_await bench.lcd.written();
                EXPECT_LT(now_ms() - plugged_ms, 150u);
                say(bench.rows(), bench.lcd.error().name());
              }),
              "there   |        | no error ok");
  }
}

TEST(LcdReadPins, TellThatTheDisplayIsBusyForEverAndSendItNothingMeanwhile) {
  EXPECT_EQ(played([]() -> Coro<> {
              ReadBench bench;
              bench.lcd[0] = "first";
              co_await bench.lcd.written();
              bench.display.hang(true);
              bench.lcd[1] = "second";
              co_await asyncio::sleep_ms(5);
              say(bench.lcd.error().code == ETIMEDOUT);
              EXPECT_EQ(bench.rows(), "first   |        |");
              bench.display.hang(false);
              co_await bench.lcd.written();
              say(bench.rows(), bench.lcd.error().name());
            }),
            "1 first   |second  | no error ok");
}

// Without R/W this shows garbage until somebody calls `resync`.
TEST(LcdReadPins, MendALostHalfOfAnyByteByThemselves) {
  for (std::uint8_t nibble = 1; nibble <= 18; ++nibble) {  // the place and eight characters
    SCOPED_TRACE(int{nibble});
    EXPECT_EQ(played([nibble]() -> Coro<> {
                ReadBench bench;
                co_await bench.lcd.written();
                bench.display.lose_nibble(nibble);
                bench.lcd[1] = "mended";
                co_await bench.lcd.written();
                EXPECT_LT(now_ms(), 250u);
                say(bench.rows(), bench.lcd.error().name());
              }),
              "        |mended  | no error ok");
  }
}

TEST(LcdReadPins, MendWhatAPowerLossAtAnyTimeOfAWriteHasDestroyed) {
  for (int after_us = 0; after_us < 460; after_us += 7) {
    SCOPED_TRACE(after_us);
    EXPECT_EQ(played([after_us]() -> Coro<> {
                ReadBench bench;
                bench.lcd[0] = "stays";
                co_await bench.lcd.written();
                bench.lcd[1] = "12345678";
                co_await asyncio::sleep_us(after_us);
                bench.display.lose_power();
                co_await bench.lcd.written();
                co_await asyncio::sleep_us(100);  // the loss came after the last byte
                bench.lcd.resync();
                co_await bench.lcd.written();
                say(bench.rows());
              }),
              "stays   |12345678| ok");
  }
}

TEST(LcdReadPins, CancelledAtAnyTimeTheyAreAtRestAndMayRunAgain) {
  for (int after_us = 0; after_us < 75'000; after_us += 397) {
    SCOPED_TRACE(after_us);
    EXPECT_EQ(played([after_us]() -> Coro<> {
                ReadBench bench;
                bench.lcd[0] = "again";
                co_await asyncio::sleep_us(after_us);
                co_await asyncio::cancel_and_wait(bench.runner.task());
                EXPECT_FALSE(bench.display.e.value());
                EXPECT_FALSE(bench.display.rw.value());
                bench.runner = asyncio::create_task(bench.lcd.run());
                co_await bench.lcd.written();
                say(bench.rows(), bench.display.too_early(), bench.display.clashes());
              }),
              "again   |        | 0 0 ok");
  }
}

/// Answers by chance.
struct Babbler : asyncio::LcdReadNibbles {
  void send_nibble(bool, std::uint8_t) noexcept override { ++sent; }
  std::uint8_t read() noexcept override { return static_cast<std::uint8_t>(chance.next()); }

  asyncio::testing::Chance chance{1};
  int sent = 0;
};

TEST(LcdReadPins, AnswersByChanceAreToldAndNotTakenForADisplay) {
  EXPECT_EQ(played([]() -> Coro<> {
              Babbler bus;
              asyncio::LCD<16, 2> lcd(bus);
              const asyncio::OwnedTask<> runner = asyncio::create_task(lcd.run());
              co_await asyncio::sleep(60);
              say(lcd.error().name());
              EXPECT_LT(bus.sent, 60 * 10 * 30);  // it rests between its tries
            }),
            "OSError ok");
}

// Each hour something happens to the display. Whatever it is: what `written` says is shown, or an
// error tells that it is not, and half a second after the end of the trouble it is shown.
TEST(LcdReadPins, ADayOfMisbehaviour) {
  for (std::uint64_t seed = 1; seed != 4; ++seed) {
    SCOPED_TRACE(seed);
    played([seed]() -> Coro<> {
      asyncio::testing::Chance chance(seed);
      ReadBench bench;
      for (int hour = 0; hour != 24; ++hour) {
        const std::string text(8, static_cast<char>('a' + hour));
        bench.lcd[0] = text;
        co_await asyncio::sleep_us(chance.between(0, 1'000));
        switch (chance.between(0, 5)) {
          case 0: bench.display.lose_nibble(); break;
          case 1: bench.display.lose_power(); break;
          case 2: bench.display.unplug(chance.between(0, 1) != 0); break;
          case 3: bench.display.hang(true); break;
          case 4: sim()->work_ms(chance.between(1, 80)); break;
          default: bench.display.slow_down(static_cast<unsigned>(chance.between(50, 150)));
        }
        bench.lcd[1] = text;
        co_await asyncio::sleep_us(chance.between(10'000, 2'000'000));
        EXPECT_TRUE(bench.lcd.error() || bench.display.row(1) == text);
        bench.display.plug();
        bench.display.hang(false);
        bench.lcd.resync();  // for power that was lost after the last byte
        co_await asyncio::sleep_ms(500);
        EXPECT_EQ(bench.display.row(0), text);
        EXPECT_EQ(bench.display.row(1), text);
        EXPECT_EQ(bench.lcd.error(), Error::none);
        co_await asyncio::sleep(3'600);
      }
      EXPECT_EQ(bench.display.clashes(), 0u);
    });
  }
}

}  // namespace
