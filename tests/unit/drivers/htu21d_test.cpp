// SPDX-License-Identifier: MIT
// HTU21D on a bus, with sensors that have the times of their data sheets.
#include "tests/support/scenario.hpp"

#include <uasyncio/drivers/bus/i2c.hpp>
#include <uasyncio/drivers/bus/soft_i2c.hpp>
#include <uasyncio/drivers/htu21d.hpp>
#include <uasyncio/testing/chance.hpp>
#include <uasyncio/testing/htu21d.hpp>
#include <uasyncio/testing/i2c_controller.hpp>
#include <uasyncio/testing/i2c_wires.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::HTU21D;
using asyncio::Htu21dResolution;
using asyncio::I2C;
using asyncio::OwnedTask;
using asyncio::Task;
using asyncio::testing::Chance;
using asyncio::testing::I2CController;
using asyncio::testing::I2CTarget;
using Humidity = asyncio::testing::Htu21d;

namespace {

struct Sensors {
  explicit Sensors(Humidity::Kind kind = Humidity::Kind::htu21d) : model(kind) {
    controller.attach(model);
    model.set(2'150, 4'500);
  }
  I2CController controller;
  Humidity model;
  I2C i2c{controller};
  HTU21D sensor{i2c};
};

TEST(Htu21d, ReadsEveryTenSeconds) {
  EXPECT_EQ(played([]() -> Coro<> {
              Sensors bench;
              OwnedTask<> runner = asyncio::create_task(bench.sensor.run());
              EXPECT_EQ(bench.sensor.age_ms(), HTU21D::no_age);
              co_await bench.sensor.ready();
              say(bench.sensor.temperature_centi_c(), bench.sensor.humidity_centi_percent());
              EXPECT_FLOAT_EQ(bench.sensor.temperature(), 21.5F);
              EXPECT_FLOAT_EQ(bench.sensor.humidity(), 45.0F);
              EXPECT_LT(now_ms(), 150u);
              bench.model.set(-1'234, 9'000);
              co_await asyncio::sleep(5);
              say(bench.sensor.temperature_centi_c(), bench.sensor.age_ms());
              co_await bench.sensor.ready();  // at once
              co_await bench.sensor.next();
              say(bench.sensor.temperature_centi_c(), bench.sensor.age_ms(), bench.model.resets());
            }),
            "2150 4500 2150 5000 -1234 0 1 ok");
}

TEST(Htu21d, PollsEachKindInEachResolutionUntilItIsReady) {
  for (const auto kind : {Humidity::Kind::htu21d, Humidity::Kind::sht21, Humidity::Kind::si7021}) {
    for (const auto resolution : {Htu21dResolution::rh12_t14, Htu21dResolution::rh8_t12,
                                  Htu21dResolution::rh10_t13, Htu21dResolution::rh11_t11}) {
      EXPECT_EQ(played([kind, resolution]() -> Coro<> {
                  Sensors bench(kind);
                  bench.sensor.resolution(resolution);
                  co_await bench.sensor.read();
                  say(bench.sensor.temperature_centi_c());
                  EXPECT_EQ(bench.model.user_register() & 0x81, static_cast<int>(resolution));
                }),
                "2150 ok");
    }
  }
}

// The original's task ended with the first error, and the values stayed as they were, silently.
TEST(OriginalDefectsOfHtu21d, AnErrorIsToldAndTheNextReadingIsRight) {
  EXPECT_EQ(played([]() -> Coro<> {
              Sensors bench;
              OwnedTask<> runner = asyncio::create_task(bench.sensor.run());
              co_await bench.sensor.ready();
              bench.model.flip(0x10, 1);  // in the first one behind the register
              co_await asyncio::sleep_ms(10'080);
              say(bench.sensor.error().code);
              EXPECT_GE(bench.sensor.age_ms(), 9'000u);
              co_await asyncio::sleep(2);
              say(bench.sensor.error().name(), bench.sensor.age_ms() < 1'200);
            }),
            "5 no error 1 ok");
}

TEST(Htu21d, SurvivesUnplugging) {
  EXPECT_EQ(played([]() -> Coro<> {
              Sensors bench(Humidity::Kind::si7021);
              bench.sensor.resolution(Htu21dResolution::rh8_t12);
              bench.sensor.heater(true);
              OwnedTask<> runner = asyncio::create_task(bench.sensor.run());
              co_await bench.sensor.ready();
              EXPECT_TRUE(bench.model.has_heater_on());
              bench.model.unplug();
              co_await asyncio::sleep(20);
              say(bench.sensor.error().code, bench.sensor.age_ms() > 19'000);
              bench.model.plug();
              EXPECT_FALSE(bench.model.has_heater_on());
              co_await asyncio::sleep_ms(1'400);
              say(bench.sensor.error().name(), bench.model.has_heater_on(),
                  bench.model.user_register() & 0x81);
            }),
            "19 1 no error 1 1 ok");
}

TEST(Htu21d, TellsWhatIsWrong) {
  const auto error_when = [](auto break_it) {
    return played([&]() -> Coro<> {
      Sensors bench;
      break_it(bench);
      const auto result = co_await asyncio::as_result(bench.sensor.read());
      say(result.error().name(), result.error().code);
      EXPECT_EQ(result.error(), bench.sensor.error());
      EXPECT_EQ(bench.sensor.age_ms(), HTU21D::no_age);
    });
  };
  EXPECT_EQ(error_when([](Sensors& b) { b.model.unplug(); }), "OSError 19 ok");
  EXPECT_EQ(error_when([](Sensors& b) { b.model.nak(1); }), "OSError 5 ok");
  EXPECT_EQ(error_when([](Sensors& b) { b.model.never_ready(true); }), "OSError 110 ok");
  EXPECT_EQ(error_when([](Sensors& b) { b.model.hold_scl(true); }), "OSError 110 ok");
  EXPECT_EQ(error_when([](Sensors& b) { b.model.hold_sda(I2CTarget::for_ever); }), "OSError 16 ok");
  EXPECT_EQ(error_when([](Sensors& b) { b.model.answer_zeros(true); }), "ValueError 0 ok");
  EXPECT_EQ(error_when([](Sensors& b) { b.model.answer_other_kind(true); }), "ValueError 0 ok");
  EXPECT_EQ(error_when([](Sensors& b) { b.model.set_raw(0x0400, 0x8000); }), "ValueError 0 ok");
}

TEST(Htu21d, TellsALowSupply) {
  EXPECT_EQ(played([]() -> Coro<> {
              Sensors bench;
              bench.model.low_supply(true);
              co_await bench.sensor.read();
              say(bench.sensor.is_supply_low());
              bench.model.low_supply(false);
              co_await bench.sensor.read();
              say(bench.sensor.is_supply_low());
            }),
            "1 0 ok");
}

TEST(Htu21d, IsReadByOneAtATime) {
  EXPECT_EQ(played([]() -> Coro<> {
              Sensors bench;
              auto first = asyncio::create_task(bench.sensor.run());
              co_await bench.sensor.ready();
              const auto refused = co_await asyncio::as_result(bench.sensor.read());
              say(refused.error().name(), refused.error().text());
              auto second = asyncio::create_task(bench.sensor.run());
              co_await bench.sensor.next();
              co_await asyncio::sleep(11);
              say(first.done(), second.done());
              co_await asyncio::cancel_and_wait(second);
              co_await bench.sensor.read();
              auto reader = asyncio::create_task(bench.sensor.read());
              co_await asyncio::sleep_ms(20);
              second = asyncio::create_task(bench.sensor.run());
              say((co_await asyncio::as_result(reader)).error().name());
              co_await bench.sensor.next();
              co_await asyncio::cancel_and_wait(second);
            }),
            "RuntimeError the sensor is being read 1 0 RuntimeError ok");
}

TEST(Htu21d, CancelledAtAnyTimeItMayRunAgain) {
  for (int after_us = 0; after_us < 130'000; after_us += 777) {
    SCOPED_TRACE(after_us);
    EXPECT_EQ(played([after_us]() -> Coro<> {
                Sensors bench;
                OwnedTask<> runner = asyncio::create_task(bench.sensor.run());
                co_await asyncio::sleep_us(after_us);
                co_await asyncio::cancel_and_wait(runner.task());
                bench.model.set(1'000, 5'000);
                runner = asyncio::create_task(bench.sensor.run());
                co_await bench.sensor.next();
                say(bench.sensor.temperature_centi_c(), bench.sensor.error().name());
                EXPECT_LT(now_ms(), 450u);
              }),
              "1000 no error ok");
  }
}

TEST(Htu21d, SleepsBetweenReadings) {
  EXPECT_EQ(played([]() -> Coro<> {
              Sensors bench;
              OwnedTask<> runner = asyncio::create_task(bench.sensor.run());
              co_await bench.sensor.ready();
              co_await asyncio::sleep_ms(500);
              const auto wakeups = asyncio::Loop::running()->wakeups();
              co_await asyncio::sleep(9);
              say(asyncio::Loop::running()->wakeups() - wakeups);
            }),
            "1 ok");
}

TEST(Htu21d, WorksOnTwoPins) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::testing::I2CWires wires;
              Humidity model;
              wires.attach(model);
              asyncio::SoftI2C controller(wires.scl, wires.sda);
              I2C i2c(controller);
              HTU21D sensor(i2c);
              co_await sensor.read();
              say(sensor.temperature_centi_c(), sensor.humidity_centi_percent());
            }),
            "2468 4488 ok");
}

// All that can go wrong, by seed: every value that is told is one that was there when it was read,
// what is told is never old without saying so, and two seconds after the last trouble it is right.
TEST(Htu21d, ADayOfMisbehaviour) {
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    SCOPED_TRACE(seed);
    played([seed]() -> Coro<> {
      Chance chance(seed);
      Sensors bench(chance.one_in(2) ? Humidity::Kind::htu21d : Humidity::Kind::sht21);
      HTU21D sensor(bench.i2c, {.read_delay_ms = 8'000});
      OwnedTask<> runner = asyncio::create_task(sensor.run());
      int temperature = 2'150, humidity = 4'500, errors = 0, round = 0;
      while (now_ms() < 24 * 3600 * 1000ull) {
        ++round;
        switch (chance.between(0, 11)) {
          case 0: bench.model.nak(static_cast<unsigned>(chance.between(0, 2))); break;
          case 1: bench.model.hold_scl(true); break;
          case 2: bench.model.hold_sda(static_cast<unsigned>(chance.between(1, 12))); break;
          case 3: bench.model.hold_sda(I2CTarget::for_ever); break;
          case 4: bench.model.stretch(static_cast<unsigned>(chance.between(0, 60'000))); break;
          case 5: bench.model.unplug_in(static_cast<unsigned>(chance.between(0, 400))); break;
          case 6: bench.model.never_ready(true); break;
          case 7: bench.model.answer_zeros(true); break;
          case 8: bench.model.answer_other_kind(true); break;
          case 9: sim()->work_ms(chance.between(1, 500)); break;
          case 10:
            bench.model.flip(static_cast<std::uint8_t>(chance.between(1, 255)),
                             static_cast<unsigned>(chance.between(0, 6)));
            break;
          default:
            runner = asyncio::create_task(sensor.run());  // the one before ends in the middle
        }
        co_await asyncio::sleep_us(chance.between(1, 12'000'000));
        errors += sensor.error() ? 1 : 0;
        if (sensor.age_ms() != HTU21D::no_age) {
          EXPECT_NEAR(sensor.temperature_centi_c(), temperature, 1);
          EXPECT_NEAR(sensor.humidity_centi_percent(), humidity, 1);
        }
        bench.model.nak(I2CTarget::for_ever);
        bench.model.hold_scl(false);
        bench.model.hold_sda(0);
        bench.model.stretch(0);
        bench.model.flip(0);
        bench.model.plug();
        bench.model.never_ready(false);
        bench.model.answer_zeros(false);
        bench.model.answer_other_kind(false);
        co_await asyncio::sleep_ms(2'500);
        EXPECT_EQ(sensor.error(), Error::none) << round;
        EXPECT_LT(sensor.age_ms(), 11'000u) << round;
        EXPECT_NEAR(sensor.temperature_centi_c(), temperature, 1);
        temperature = static_cast<int>(chance.between(-4'000, 12'000));
        humidity = static_cast<int>(chance.between(0, 10'000));
        bench.model.set(temperature, humidity);
        co_await sensor.next();
        co_await sensor.next();  // the first one may have begun before
      }
      EXPECT_GT(errors, 300);
    });
  }
}

}  // namespace
