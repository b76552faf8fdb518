// SPDX-License-Identifier: MIT
// One bus of two pins for several drivers, one of whose devices misbehaves in every way.
#include "tests/support/scenario.hpp"

#include <uasyncio/drivers/bus/i2c.hpp>
#include <uasyncio/drivers/bus/soft_i2c.hpp>
#include <uasyncio/drivers/htu21d.hpp>
#include <uasyncio/drivers/lcd.hpp>
#include <uasyncio/drivers/lcd_backpack.hpp>
#include <uasyncio/testing/chance.hpp>
#include <uasyncio/testing/htu21d.hpp>
#include <uasyncio/testing/i2c_memory.hpp>
#include <uasyncio/testing/i2c_wires.hpp>
#include <uasyncio/testing/lcd_expander.hpp>

#include <array>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::OwnedTask;
using asyncio::testing::Chance;
using asyncio::testing::I2CTarget;

namespace {

constexpr std::uint8_t memory_on_bus = 0x50;

struct SharedBus {
  SharedBus() {
    wires.attach(model);
    wires.attach(expander);
    wires.attach(memory);
    model.set(2'150, 4'500);
  }
  asyncio::testing::I2CWires wires;
  asyncio::testing::Htu21d model;
  asyncio::testing::Lcd display{8, 2};
  asyncio::testing::LcdExpander expander{display};
  asyncio::testing::I2CMemory<64> memory{memory_on_bus};
  asyncio::SoftI2C<asyncio::testing::I2CWires::Pin, asyncio::testing::I2CWires::Pin> controller{
      wires.scl, wires.sda};
  asyncio::I2C i2c{controller};
  asyncio::HTU21D sensor{i2c, {.read_delay_ms = 500}};
  asyncio::LcdBackpack bus{i2c};
  asyncio::LCD<8, 2> lcd{bus};
};

/// Writes and reads back, and is cancelled at any time: its buffers are gone then.
Coro<> use_memory(asyncio::I2C& i2c, std::uint8_t first) {
  std::array<std::uint8_t, 8> written{}, read{};
  for (std::uint8_t round = 0;; ++round) {
    written.fill(static_cast<std::uint8_t>(round + first));
    if (co_await asyncio::as_result(i2c.writeto_mem(memory_on_bus, first, written))) {
      if (co_await asyncio::as_result(i2c.readfrom_mem_into(memory_on_bus, first, read))) {
        for (const std::uint8_t byte : read) {
          EXPECT_TRUE(byte == written[0] || byte == 0) << "of nobody";
        }
      }
    }
    co_await asyncio::sleep_ms(3);
  }
}

void misbehave_at(I2CTarget& target, Chance& chance) {
  switch (chance.between(0, 6)) {
    case 0: target.nak(static_cast<unsigned>(chance.between(0, 4))); break;
    case 1: target.hold_scl(true); break;
    case 2: target.hold_sda(static_cast<unsigned>(chance.between(1, 20))); break;
    case 3: target.hold_sda(I2CTarget::for_ever); break;
    case 4: target.stretch(static_cast<unsigned>(chance.between(0, 30'000))); break;
    case 5: target.unplug(); break;
    default: target.unplug_in(static_cast<unsigned>(chance.between(0, 100)));
  }
}

void behave_again(I2CTarget& target) {
  target.nak(I2CTarget::for_ever);
  target.hold_scl(false);
  target.hold_sda(0);
  target.stretch(0);
  target.unplug_in(I2CTarget::for_ever);
  target.plug();
}

TEST(OneBus, ServesTheOthersAfterAnythingThatADeviceDoes) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE(seed);
    EXPECT_EQ(played([seed]() -> Coro<> {
                Chance chance(seed);
                SharedBus bench;
                OwnedTask<> reader = asyncio::create_task(bench.sensor.run());
                OwnedTask<> shower = asyncio::create_task(bench.lcd.run());
                OwnedTask<> first, second;
                for (int round = 0; round != 20; ++round) {
                  SCOPED_TRACE(round);
                  first = asyncio::create_task(use_memory(bench.i2c, 0));
                  second = asyncio::create_task(use_memory(bench.i2c, 32));
                  const std::array<I2CTarget*, 3> targets = {&bench.model, &bench.expander,
                                                             &bench.memory};
                  I2CTarget& bad = *targets[static_cast<std::size_t>(chance.between(0, 2))];
                  misbehave_at(bad, chance);
                  for (int n = 0; n != 4; ++n) {
                    co_await asyncio::sleep_us(chance.between(0, 300'000));
                    if (chance.one_in(2)) first = asyncio::create_task(use_memory(bench.i2c, 0));
                    if (chance.one_in(4)) reader = asyncio::create_task(bench.sensor.run());
                    if (chance.one_in(4)) shower = asyncio::create_task(bench.lcd.run());
                    bench.lcd[0] = std::string(8, static_cast<char>('a' + (round + n) % 26));
                  }
                  behave_again(bad);
                  co_await asyncio::sleep_ms(100);  // all of them go on
                  first = {};                       // the bytes of these two are most of the cost
                  second = {};
                  co_await asyncio::sleep_ms(3'400);
                  EXPECT_EQ(bench.sensor.error(), Error::none);
                  EXPECT_LT(bench.sensor.age_ms(), 2'000u);
                  EXPECT_NEAR(bench.sensor.temperature_centi_c(), 2'150, 1);
                  EXPECT_EQ(bench.lcd.error(), Error::none);
                  EXPECT_EQ(bench.display.row(0), std::string_view(bench.lcd[0]));
                }
              }),
              "ok");
  }
}

}  // namespace
