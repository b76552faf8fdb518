// SPDX-License-Identifier: MIT
// The sensor without hardware, asked by hand.
#include "tests/support/scenario.hpp"

#include <uasyncio/drivers/bus/i2c.hpp>
#include <uasyncio/testing/htu21d.hpp>
#include <uasyncio/testing/i2c_controller.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::I2C;
using asyncio::testing::Htu21d;
using asyncio::testing::I2CController;

namespace {

constexpr std::uint8_t at = 0x40;

TEST(TestingHtu21d, DoesNotAnswerWhileItConverts) {
  EXPECT_EQ(played([]() -> Coro<> {
              I2CController controller;
              Htu21d model(Htu21d::Kind::sht21);
              controller.attach(model);
              I2C i2c(controller);
              const std::uint8_t command[] = {0xF3};
              std::uint8_t bytes[3];
              co_await i2c.writeto(at, command);
              co_await asyncio::sleep_ms(84);
              say((co_await asyncio::as_result(i2c.readfrom_into(at, bytes))).error().code);
              co_await asyncio::sleep_ms(1);
              co_await i2c.readfrom_into(at, bytes);
              say(bytes[0], bytes[1], bytes[2]);
            }),
            "19 104 56 30 ok");
}

TEST(TestingHtu21d, HasARegisterThatAResetSetsToItsDefaultButForTheHeater) {
  EXPECT_EQ(played([]() -> Coro<> {
              I2CController controller;
              Htu21d model;
              controller.attach(model);
              I2C i2c(controller);
              const std::uint8_t value[] = {0x87};
              co_await i2c.writeto_mem(at, 0xE6, value);
              say(model.user_register(), model.has_heater_on());
              const std::uint8_t reset[] = {0xFE};
              co_await i2c.writeto(at, reset);
              co_await asyncio::sleep_ms(15);
              std::uint8_t bytes[1];
              model.low_supply(true);
              co_await i2c.readfrom_mem_into(at, 0xE7, bytes);
              say(bytes[0], model.resets());
              model.unplug();
              model.plug();
              say(model.user_register());
              const std::uint8_t nonsense[] = {0x12};
              co_await asyncio::sleep_ms(15);
              say((co_await asyncio::as_result(i2c.writeto(at, nonsense))).error().code);
            }),
            "135 1 70 1 2 5 ok");
}

}  // namespace
