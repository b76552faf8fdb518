// SPDX-License-Identifier: MIT
// LcdBackpack: a display on an I2C bus.
#include "tests/support/scenario.hpp"

#include <uasyncio/drivers/lcd.hpp>
#include <uasyncio/drivers/lcd_backpack.hpp>
#include <uasyncio/testing/chance.hpp>
#include <uasyncio/testing/i2c_controller.hpp>
#include <uasyncio/testing/lcd_expander.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::I2C;
using asyncio::LCD;
using asyncio::LcdBackpack;
using asyncio::OwnedTask;
using asyncio::testing::Chance;
using asyncio::testing::I2CController;
using asyncio::testing::I2CTarget;
using asyncio::testing::LcdExpander;

namespace {

struct BackpackBench {
  BackpackBench() { controller.attach(expander); }

  asyncio::testing::Lcd display{8, 2};
  LcdExpander expander{display};
  I2CController controller;
  I2C i2c{controller};
  LcdBackpack bus{i2c};
  LCD<8, 2> lcd{bus};
  OwnedTask<> runner = asyncio::create_task(lcd.run());

  std::string rows() {
    return "[" + std::string(display.row(0)) + "] [" + std::string(display.row(1)) + "]";
  }
};

TEST(LcdBackpack, ShowsWhatItsRowsSayInTheTimeOfTheDisplay) {
  EXPECT_EQ(played([]() -> Coro<> {
              BackpackBench bench;
              bench.lcd[0] = "hello";
              bench.lcd[1] = "world";
              co_await bench.lcd.written();
              say(bench.rows(), bench.display.too_early(), bench.lcd.error().name());
              say(bench.expander.has_light_on());
              bench.bus.light(false);
              bench.lcd[1] = "dark";
              co_await bench.lcd.written();
              say(bench.rows(), bench.expander.has_light_on());
            }),
            "[hello   ] [world   ] 0 no error 1 [hello   ] [dark    ] 0 ok");
}

TEST(LcdBackpack, TellsThatTheDisplayIsAbsentAndShowsAllWhenItIsBack) {
  EXPECT_EQ(played([]() -> Coro<> {
              BackpackBench bench;
              bench.expander.unplug();
              bench.lcd[0] = "first";
              co_await asyncio::sleep(5);
              say(bench.lcd.error().code);
              bench.expander.plug();
              co_await bench.lcd.written();
              EXPECT_LT(now_ms(), 6'200u);
              say(bench.rows(), bench.lcd.error().name());
              bench.expander.unplug();
              bench.lcd[1] = "second";
              co_await asyncio::sleep(5);
              bench.expander.plug();
              co_await bench.lcd.written();
              say(bench.rows());
            }),
            "19 [first   ] [        ] no error [first   ] [second  ] ok");
}

TEST(LcdBackpack, SleepsWhileNothingChanges) {
  EXPECT_EQ(played([]() -> Coro<> {
              BackpackBench bench;
              co_await bench.lcd.written();
              const auto wakeups = asyncio::Loop::running()->wakeups();
              co_await asyncio::sleep(3600);
              say(asyncio::Loop::running()->wakeups() - wakeups);
            }),
            "1 ok");
}

TEST(LcdBackpack, CancelledAtAnyTimeItMayRunAgain) {
  for (int after_us = 0; after_us < 90'000; after_us += 523) {
    SCOPED_TRACE(after_us);
    EXPECT_EQ(played([after_us]() -> Coro<> {
                BackpackBench bench;
                bench.lcd[0] = "again";
                co_await asyncio::sleep_us(after_us);
                co_await asyncio::cancel_and_wait(bench.runner.task());
                bench.runner = asyncio::create_task(bench.lcd.run());
                co_await bench.lcd.written();
                say(bench.rows());
              }),
              "[again   ] [        ] ok");
  }
}

TEST(LcdBackpack, RunOnceMoreTheRunBeforeEnds) {
  for (int after_us = 0; after_us < 90'000; after_us += 1'111) {
    SCOPED_TRACE(after_us);
    EXPECT_EQ(played([after_us]() -> Coro<> {
                BackpackBench bench;
                bench.lcd[1] = "fine";
                co_await asyncio::sleep_us(after_us);
                const asyncio::Task<> first = bench.runner.release();
                bench.runner = asyncio::create_task(bench.lcd.run());
                co_await asyncio::sleep_ms(60);
                co_await bench.lcd.written();
                say(bench.rows(), first.done());
              }),
              "[        ] [fine    ] 1 ok");
  }
}

// After trouble of every kind a resync is enough, and what is set last is shown.
TEST(LcdBackpack, ADayOfMisbehaviour) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE(seed);
    played([seed]() -> Coro<> {
      Chance chance(seed);
      BackpackBench bench;
      while (now_ms() < 24 * 3600 * 1000ull / 20) {
        switch (chance.between(0, 7)) {
          case 0: bench.expander.nak(static_cast<unsigned>(chance.between(0, 4))); break;
          case 1: bench.expander.hold_scl(true); break;
          case 2: bench.expander.hold_sda(I2CTarget::for_ever); break;
          case 3: bench.expander.unplug_in(static_cast<unsigned>(chance.between(0, 400))); break;
          case 4: bench.expander.stretch(static_cast<unsigned>(chance.between(0, 20'000))); break;
          case 5: bench.display.lose_nibble(); break;
          case 6: sim()->work_ms(chance.between(1, 80)); break;
          default: bench.runner = asyncio::create_task(bench.lcd.run());
        }
        bench.lcd[0] = std::string(8, static_cast<char>(chance.between('a', 'z')));
        co_await asyncio::sleep_us(chance.between(1, 2'000'000));
        bench.expander.nak(I2CTarget::for_ever);
        bench.expander.hold_scl(false);
        bench.expander.hold_sda(0);
        bench.expander.stretch(0);
        bench.expander.plug();
        const std::string last(8, static_cast<char>(chance.between('a', 'z')));
        bench.lcd[1] = last;
        bench.lcd.resync();
        co_await bench.lcd.written();
        bench.lcd.resync();
        co_await bench.lcd.written();
        EXPECT_EQ(bench.display.row(1), last);
        EXPECT_EQ(bench.lcd.error(), Error::none);
        co_await asyncio::sleep_ms(chance.between(0, 60'000));
      }
    });
  }
}

}  // namespace
