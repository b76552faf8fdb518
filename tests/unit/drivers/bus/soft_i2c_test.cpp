// SPDX-License-Identifier: MIT
// SoftI2C under the bus, on wires with devices.
#include "tests/support/i2c_replay.hpp"
#include "tests/support/scenario.hpp"

#include <array>
#include <uasyncio/drivers/bus/i2c.hpp>
#include <uasyncio/drivers/bus/soft_i2c.hpp>
#include <uasyncio/testing/chance.hpp>
#include <uasyncio/testing/i2c_memory.hpp>
#include <uasyncio/testing/i2c_wires.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::I2C;
using asyncio::SoftI2C;
using asyncio::Task;
using asyncio::machine::I2CRequest;
using asyncio::testing::Chance;
using asyncio::testing::I2CMemory;
using asyncio::testing::I2CTarget;
using asyncio::testing::I2CWires;

namespace {

constexpr std::uint8_t address = 0x50;

struct SoftBench {
  explicit SoftBench(std::uint32_t frequency = 100'000)
      : controller(wires.scl, wires.sda, frequency) {
    wires.attach(memory);
    for (unsigned n = 0; n != 16; ++n) memory[n] = static_cast<std::uint8_t>(n * 0x11);
  }

  I2CWires wires;
  I2CMemory<16> memory{address};
  SoftI2C<I2CWires::Pin, I2CWires::Pin> controller;
  I2C i2c{controller};
};

TEST(SoftI2c, WritesAndReads) {
  EXPECT_EQ(played([]() -> Coro<> {
              SoftBench bench;
              const std::uint8_t bytes[] = {0xA5, 0x5A};
              co_await bench.i2c.writeto_mem(address, 14, bytes);
              std::uint8_t buffer[3];
              co_await bench.i2c.readfrom_mem_into(address, 13, buffer);
              say(buffer[0], buffer[1], buffer[2], bench.wires.starts(), bench.wires.stops());
              co_await bench.i2c.readfrom_into(address, buffer);
              say(buffer[0], buffer[1]);
              say(co_await code_of(bench.i2c.writeto(address + 1, bytes)));
              bench.memory.nak(1);
              say(co_await code_of(bench.i2c.writeto(address, bytes)));
              say(bench.wires.starts() - bench.wires.stops());
            }),
            "221 165 90 3 2 0 17 19 5 1 ok");
}

TEST(SoftI2c, ReadsARecordingOfABusAsItReadTheBus) {
  std::vector<i2c_replay::Edge> edges{{0, true, true}};
  std::vector<i2c_replay::Segment> again;
  EXPECT_EQ(played([&]() -> Coro<> {
              SoftBench bench;
              const auto record = [](void* all, bool scl, bool sda) {
                const std::uint64_t nanos = asyncio::to_microseconds(sim()->now()) * 1000;
                static_cast<decltype(edges)*>(all)->push_back({nanos, scl, sda});
              };
              bench.wires.watch(record, &edges);
              std::uint8_t buffer[3];
              co_await bench.i2c.readfrom_mem_into(address, 9, buffer);
              bench.memory.stretch(5'000);
              co_await bench.i2c.readfrom_into(address, buffer);
            }),
            "ok");
  const auto segments = i2c_replay::segments_of(edges);
  EXPECT_EQ(i2c_replay::text_of(segments), "W50 09 R50 99 AA BB R50 CC DD EE ");
  EXPECT_EQ(played([&]() -> Coro<> {
              i2c_replay::Wires wires(segments);
              SoftI2C controller(wires.scl, wires.sda, 50'000);
              I2C i2c(controller);
              std::vector<std::uint8_t> read;
              co_await i2c_replay::ask(i2c, segments, read);
              for (const std::uint8_t byte : read) say(int{byte});
              again = i2c_replay::segments_of(wires.edges());
              EXPECT_GT(sim()->now(), asyncio::at_microseconds(15'000));  // it was held up
            }),
            "153 170 187 204 221 238 ok");
  ASSERT_EQ(again.size(), segments.size());
  for (std::size_t n = 0; n != again.size(); ++n) EXPECT_EQ(again[n].bits, segments[n].bits) << n;
}

TEST(SoftI2c, HasTheFrequencyThatItIsGiven) {
  for (const std::uint32_t frequency : {10'000u, 100'000u, 400'000u}) {
    std::uint64_t length = 0;
    played([&]() -> Coro<> {
      SoftBench bench(frequency);
      std::uint8_t buffer[10];
      const auto begin = sim()->now();
      co_await bench.i2c.readfrom_into(address, buffer);
      length = asyncio::to_microseconds(sim()->now() - begin);
    });
    const std::uint64_t clock_us = 1'000'000 / frequency;
    EXPECT_GE(length, 100 * clock_us * 4 / 5);  // 2 us of 2.5 at the highest
    EXPECT_LE(length, 102 * clock_us);
  }
}

TEST(SoftI2c, BelowItsLowestFrequencyItHasThat) {
  for (const std::uint32_t frequency : {0u, 7u, 8u}) {
    played([&]() -> Coro<> {
      SoftBench bench(frequency);
      I2C patient(bench.controller, {.timeout_ms = 5'000});
      const auto begin = sim()->now();
      co_await patient.writeto(address, {});
      const std::uint64_t length = asyncio::to_milliseconds(sim()->now() - begin);
      EXPECT_GE(length, 10u * 125) << frequency;
      EXPECT_LE(length, 12u * 125) << frequency;
    });
  }
}

TEST(SoftI2c, OthersRunBetweenItsBits) {
  EXPECT_EQ(played([]() -> Coro<> {
              SoftBench bench;
              unsigned turns = 0;
              auto other = asyncio::create_task([&turns]() -> Coro<> {
                for (;;) {
                  ++turns;
                  co_await asyncio::sleep_us(1);
                }
              });
              std::uint8_t buffer[10];
              co_await bench.i2c.readfrom_into(address, buffer);
              EXPECT_GT(turns, 20u);  // in a millisecond
              co_await asyncio::cancel_and_wait(other);
            }),
            "ok");
}

TEST(SoftI2c, HoldsTheLoopUpForNoMoreThan25MicrosecondsAtAnyFrequency) {
  for (const std::uint32_t frequency : {100u, 5'000u, 24'000u, 55'000u, 62'500u, 400'000u}) {
    played([frequency]() -> Coro<> {
      SoftBench bench(frequency);
      I2C patient(bench.controller, {.timeout_ms = 60'000});
      const auto begin = sim()->now();
      std::uint64_t longest = 0;
      auto other = asyncio::create_task([&longest]() -> Coro<> {
        for (;;) {
          const auto before = sim()->now();
          co_await asyncio::sleep_us(5);
          longest = std::max(longest, asyncio::to_microseconds(sim()->now() - before));
        }
      });
      std::uint8_t buffer[1];
      co_await patient.readfrom_mem_into(address, 1, buffer);
      EXPECT_EQ(buffer[0], 17);
      EXPECT_GE(asyncio::to_microseconds(sim()->now() - begin), 38u * 800'000 / frequency);
      EXPECT_LE(longest, 5u + 2 * 25u) << frequency;  // two steps, if it has just missed its turn
      co_await asyncio::cancel_and_wait(other);
    });
  }
}

TEST(SoftI2c, LetsADeviceStretchUntilTheTimeOut) {
  EXPECT_EQ(played([]() -> Coro<> {
              SoftBench bench;
              std::uint8_t buffer[1] = {};
              bench.memory.stretch(20'000);
              say(co_await code_of(bench.i2c.readfrom_into(address, buffer)), buffer[0], now_ms());
              bench.memory.stretch(100'000);
              say(co_await code_of(bench.i2c.readfrom_into(address, buffer)), now_ms());
              bench.memory.stretch(0);
              say(co_await code_of(bench.i2c.readfrom_into(address, buffer)), buffer[0]);
            }),
            "0 0 20 110 71 0 34 ok");
}

TEST(SoftI2c, LeavesTheBusToAnotherControllerAndTriesAgain) {
  EXPECT_EQ(played([]() -> Coro<> {
              SoftBench bench;
              I2CWires::Pin other(bench.wires, false);
              sim()->at(150, [&] { other.value(false); });  // in the address
              sim()->at(2'150, [&] { other.value(true); });
              std::uint8_t buffer[1];
              say(co_await code_of(bench.i2c.readfrom_mem_into(address, 1, buffer)), buffer[0]);
              EXPECT_GE(now_ms(), 2u);
            }),
            "0 17 ok");
}

Coro<> fills(I2C* i2c, std::span<std::uint8_t> buffer) {
  co_await i2c->readfrom_mem_into(address, 0, buffer);
}

TEST(SoftI2c, CancelledAtAnyClockTheBusIsFreeForTheNext) {
  for (int after_us = 0; after_us < 560; after_us += 3) {
    SCOPED_TRACE(after_us);
    EXPECT_EQ(played([after_us]() -> Coro<> {
                SoftBench bench;
                for (unsigned n = 0; n != 16; ++n) bench.memory[n] = 0x01;  // many low bits
                std::array<std::uint8_t, 3> buffer{};
                auto reader = asyncio::create_task(fills(&bench.i2c, buffer));
                std::array<std::uint8_t, 2> next{};
                auto waiter = asyncio::create_task(fills(&bench.i2c, next));
                co_await asyncio::sleep_us(after_us);
                co_await asyncio::cancel_and_wait(reader);
                const auto after_cancel = buffer;
                co_await waiter;
                EXPECT_EQ(buffer, after_cancel);
                say(next[0], next[1]);
                EXPECT_FALSE(bench.memory.is_selected());
                EXPECT_TRUE(bench.wires.scl.value() && bench.wires.sda.value());
              }),
              "1 1 ok");
  }
}

TEST(SoftI2c, FreesADeviceThatHoldsSda) {
  for (unsigned clocks = 1; clocks <= 11; ++clocks) {
    SCOPED_TRACE(clocks);
    EXPECT_EQ(played([clocks]() -> Coro<> {
                SoftBench bench;
                bench.memory.hold_sda(clocks);
                const unsigned stops = bench.wires.stops();
                say(co_await code_of(bench.i2c.recover()));
                EXPECT_EQ(bench.wires.stops() != stops, clocks <= 9);
                say(co_await code_of(bench.i2c.recover()));
              }),
              clocks <= 9 ? "0 0 ok" : "16 0 ok");
  }
}

// All at once, by seed: what is read without an error is right, nothing hangs, and it works in the
// end. A transaction has some hundred clocks, so that a flipped bit or a lost one shows.
TEST(SoftI2c, ADayOfMisbehaviour) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE(seed);
    played([seed]() -> Coro<> {
      Chance chance(seed);
      SoftBench bench;
      int good = 0, bad = 0;
      const auto user = [&]() -> Coro<> {
        for (;;) {
          std::uint8_t buffer[2] = {};
          const auto place = static_cast<std::uint8_t>(chance.between(0, 14));
          const I2CRequest request{
              .in = buffer, .prefix = place, .in_size = 2, .prefix_size = 1, .address = address};
          const Error error = co_await bench.i2c.transact(request);
          if (!error && buffer[0] != 0xFF && buffer[1] != 0xFF) {  // none has power
            EXPECT_EQ(buffer[0], place * 0x11);
            EXPECT_EQ(buffer[1], (place + 1) * 0x11);
          }
          ++(error ? bad : good);
          co_await asyncio::sleep_ms(chance.between(1, 2'000));
        }
      };
      Task<> users[2];
      for (Task<>& each : users) each = asyncio::create_task(user());
      while (now_ms() < 24 * 3600 * 1000ull / 50) {
        switch (chance.between(0, 7)) {
          case 0: bench.memory.nak(static_cast<unsigned>(chance.between(0, 3))); break;
          case 1: bench.memory.hold_scl(true); break;
          case 2: bench.memory.hold_sda(static_cast<unsigned>(chance.between(1, 12))); break;
          case 3: bench.memory.hold_sda(I2CTarget::for_ever); break;
          case 4: bench.memory.stretch(static_cast<unsigned>(chance.between(0, 30'000))); break;
          case 5: sim()->work_ms(chance.between(1, 80)); break;
          default: {
            Task<>& each = users[chance.between(0, 1)];
            each.cancel();
            each = asyncio::create_task(user());
          }
        }
        co_await asyncio::sleep_us(chance.between(1, 900'000));
        bench.memory.nak(I2CTarget::for_ever);
        bench.memory.hold_scl(false);
        bench.memory.hold_sda(0);
        bench.memory.stretch(0);
        co_await asyncio::sleep_us(chance.between(1, 2'000'000));
      }
      for (Task<>& each : users) co_await asyncio::cancel_and_wait(each);
      std::uint8_t buffer[1];
      co_await bench.i2c.readfrom_into(address, buffer);
      EXPECT_GT(good, 700);
      EXPECT_GT(bad, 50);
    });
  }
}

}  // namespace
