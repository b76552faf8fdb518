// SPDX-License-Identifier: MIT
// The I2C bus, with a controller that knows bytes and devices that misbehave.
#include "uasyncio/drivers/bus/i2c.hpp"

#include "tests/support/scenario.hpp"

#include <array>
#include <uasyncio/testing/chance.hpp>
#include <uasyncio/testing/i2c_controller.hpp>
#include <uasyncio/testing/i2c_memory.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::I2C;
using asyncio::OwnedTask;
using asyncio::Task;
using asyncio::machine::I2CRequest;
using asyncio::testing::I2CController;
using asyncio::testing::I2CMemory;
using asyncio::testing::I2CTarget;

namespace {

constexpr std::uint8_t at = 0x50;

/// A controller with one memory, and its bus.
struct Bench {
  I2CController controller;
  I2CMemory<16> memory{at};
  I2C i2c{controller};

  Bench() { controller.attach(memory); }
};

TEST(I2c, WritesAndReadsInTheFormsOfMicroPython) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bench bench;
              const std::uint8_t bytes[] = {3, 'a', 'b', 'c'};
              co_await bench.i2c.writeto(at, bytes);
              std::uint8_t buffer[2] = {};
              const std::uint8_t place[] = {4};
              co_await bench.i2c.writeto_then_readfrom(at, place, buffer);
              say(buffer[0], buffer[1], "stops", bench.controller.stops());
              co_await bench.i2c.writeto_mem(at, 9, std::span(bytes).subspan(1));
              co_await bench.i2c.readfrom_mem_into(at, 10, buffer);
              say(buffer[0], buffer[1]);
              co_await bench.i2c.readfrom_into(at, buffer);
              say(buffer[0], buffer[1]);
            }),
            "98 99 stops 2 98 99 0 0 ok");
}

TEST(I2c, SendsTheHighestByteOfAMemoryAddressFirst) {
  struct Ear final : I2CTarget {
    Ear() : I2CTarget(at) {}
    bool on_write(std::uint8_t byte) noexcept override {
      say(byte);
      return true;
    }
    std::uint8_t on_read() noexcept override { return 7; }
  };
  EXPECT_EQ(played([]() -> Coro<> {
              I2CController controller;
              Ear ear;
              controller.attach(ear);
              I2C i2c(controller);
              const std::uint8_t bytes[] = {9};
              co_await i2c.writeto_mem(at, 0x010203, bytes, 24);
              co_await i2c.writeto_mem(at, 0x01020304, bytes, 32);
              std::uint8_t buffer[1];
              co_await i2c.readfrom_mem_into(at, 0x0102, buffer, 16);
              say(buffer[0]);
            }),
            "1 2 3 9 1 2 3 4 9 1 2 7 ok");
}

TEST(I2c, FailsAsMicroPythonDoes) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bench bench;
              const std::uint8_t bytes[] = {0, 1, 2};
              say(co_await code_of(bench.i2c.writeto(at + 1, bytes)));
              bench.memory.nak(2);
              say(co_await code_of(bench.i2c.writeto(at, bytes)));
              bench.memory.nak(I2CTarget::for_ever);
              bench.memory.hold_scl(true);
              const auto begin = now_ms();
              say(co_await code_of(bench.i2c.writeto(at, bytes)), now_ms() - begin);
              bench.memory.hold_scl(false);
              bench.controller.lose(1'000);
              const auto second_begin = now_ms();
              say(co_await code_of(bench.i2c.writeto(at, bytes)), now_ms() - second_begin);
              bench.controller.lose(3);
              say(co_await code_of(bench.i2c.writeto(at, bytes)));
            }),
            "19 5 110 53 16 52 0 ok");
}

TEST(I2c, RefusesWhatIsNoRequest) {
  EXPECT_EQ(
      played([]() -> Coro<> {
        Bench bench;
        static std::array<std::uint8_t, 65'536> large;
        std::uint8_t small[1];
        const auto names = [](const auto& result) { return result.error().name(); };
        say(names(co_await asyncio::as_result(bench.i2c.readfrom_into(128, small))));
        say(names(co_await asyncio::as_result(bench.i2c.readfrom_into(at, large))));
        say(names(co_await asyncio::as_result(bench.i2c.writeto(at, large))));
        say(names(co_await asyncio::as_result(bench.i2c.readfrom_mem_into(at, 0, small, 12))));
        say(bench.controller.begins());
      }),
      "ValueError ValueError ValueError ValueError 0 ok");
}

TEST(I2c, ScansForThoseThatAnswer) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bench bench;
              I2CMemory<1> other(0x77), hidden(0x78);
              bench.controller.attach(other);
              bench.controller.attach(hidden);
              const auto found = co_await bench.i2c.scan();
              say(found.count(), found.first(), found.after(found.first()));
              bench.memory.hold_scl(true);
              const auto none = co_await asyncio::as_result(bench.i2c.scan());
              say(none.error().code);
            }),
            "2 80 119 110 ok");
}

/// Writes `length` bytes and says when that is over.
Coro<> writes(I2C* i2c, std::uint8_t place, std::uint8_t length) {
  std::uint8_t bytes[10] = {place};
  co_await i2c->writeto(at, std::span(bytes, length));
  say(place);
}

TEST(I2c, ServesWholeTransfersInTheOrderInWhichTheyWereAwaited) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bench bench;
              auto a = asyncio::create_task(writes(&bench.i2c, 1, 9));
              auto b = asyncio::create_task(writes(&bench.i2c, 2, 1));
              auto c = asyncio::create_task(writes(&bench.i2c, 3, 5));
              auto d = asyncio::create_task(writes(&bench.i2c, 4, 2));
              co_await asyncio::sleep_us(100);
              co_await asyncio::cancel_and_wait(c);
              co_await asyncio::gather(a, b, d);
              say(bench.controller.begins(), bench.controller.stops());
            }),
            "1 2 4 3 3 ok");
}

Coro<> reads(I2C* i2c, std::span<std::uint8_t> buffer) {
  co_await i2c->readfrom_mem_into(at, 0, buffer);
  say("read");
}

// In 90 us steps and between them: at each byte, and in the middle of each.
TEST(I2c, CancelledAtAnyByteTheBufferIsLeftAloneAndTheNextIsServed) {
  for (const bool is_later : {false, true}) {
    for (int after_us = 0; after_us < 990; after_us += 15) {
      SCOPED_TRACE(after_us);
      EXPECT_EQ(played([after_us, is_later]() -> Coro<> {
                  Bench bench;
                  for (unsigned n = 0; n != 16; ++n) bench.memory[n] = 0x11;
                  bench.controller.abort_later(is_later);
                  std::array<std::uint8_t, 8> buffer{};
                  auto reader = asyncio::create_task(reads(&bench.i2c, buffer));
                  std::array<std::uint8_t, 2> next{};
                  auto waiter = asyncio::create_task(reads(&bench.i2c, next));
                  co_await asyncio::sleep_us(after_us);
                  EXPECT_FALSE(reader.done());
                  const unsigned stops = bench.controller.stops();
                  co_await asyncio::cancel_and_wait(reader);
                  const auto after_cancel = buffer;
                  co_await waiter;
                  EXPECT_EQ(buffer, after_cancel);
                  EXPECT_EQ(next[0], 0x11);
                  EXPECT_EQ(next[1], 0x11);
                  if (after_us != 0) {
                    EXPECT_GE(bench.controller.stops(), stops + 2);
                  }
                  EXPECT_FALSE(bench.memory.is_selected());
                }),
                "read ok");
    }
  }
}

TEST(I2c, AnOwnerMayEndItsTaskAtAnyByte) {
  for (int after_us = 0; after_us < 1'000; after_us += 45) {
    SCOPED_TRACE(after_us);
    EXPECT_EQ(played([after_us]() -> Coro<> {
                Bench bench;
                {
                  std::array<std::uint8_t, 8> buffer{};
                  OwnedTask<> reader = asyncio::create_task(reads(&bench.i2c, buffer));
                  co_await asyncio::sleep_us(after_us);
                }
                std::array<std::uint8_t, 1> next{};
                co_await reads(&bench.i2c, next);
              }),
              "read ok");
  }
}

TEST(I2c, ATimeLimitOfTheUsersEndsATransfer) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bench bench;
              bench.memory.stretch(10'000);
              std::array<std::uint8_t, 8> buffer{};
              say(co_await error_of(asyncio::wait_for_ms(bench.i2c.readfrom_into(at, buffer), 25)),
                  now_ms());
              bench.memory.stretch(0);
              co_await bench.i2c.readfrom_into(at, buffer);
              say(now_ms());
            }),
            "TimeoutError 25 25 ok");
}

TEST(I2c, AfterATimeOutTheBusIsRecoveredForTheNext) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bench bench;
              bench.memory.stretch(40'000);
              std::array<std::uint8_t, 4> buffer{};
              auto late = asyncio::create_task(code_of(bench.i2c.readfrom_into(at, buffer)));
              auto next = asyncio::create_task(code_of(bench.i2c.writeto(at + 1, {})));
              say(co_await late, now_ms(), co_await next, now_ms());
              EXPECT_FALSE(bench.memory.is_selected());
            }),
            "110 54 19 54 ok");
}

TEST(I2c, ADeviceThatHoldsSdaIsClockedUntilItLetsGo) {
  for (unsigned clocks = 1; clocks <= 11; ++clocks) {
    SCOPED_TRACE(clocks);
    EXPECT_EQ(played([clocks]() -> Coro<> {
                Bench bench;
                bench.memory.hold_sda(clocks);
                say(co_await code_of(bench.i2c.recover()));
                say(co_await code_of(bench.i2c.recover()));
              }),
              clocks <= 9 ? "0 0 ok" : "16 0 ok");
  }
}

TEST(I2c, AStuckLineIsToldAndTheBusComesBackWithIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bench bench;
              bench.memory.hold_scl(true);
              say(co_await code_of(bench.i2c.recover()), now_ms());
              bench.memory.hold_scl(false);
              bench.memory.hold_sda(I2CTarget::for_ever);
              const std::uint8_t bytes[] = {0};
              for (int n = 0; n != 3; ++n) {
                say(co_await code_of(bench.i2c.writeto(at, bytes)));
              }
              bench.memory.hold_sda(0);
              say(co_await code_of(bench.i2c.writeto(at, bytes)));
            }),
            "110 50 16 16 16 0 ok");
}

TEST(I2c, ABusThatGoesTellsThoseThatWait) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> first, second;
              {
                Bench bench;
                bench.controller.abort_later(true);
                first = asyncio::create_task(writes(&bench.i2c, 1, 9));
                second = asyncio::create_task(writes(&bench.i2c, 2, 9));
                co_await asyncio::sleep_us(300);
                co_await asyncio::cancel_and_wait(first);
              }
              (void)co_await asyncio::as_result(second);
              say(first.cancelled(), second.cancelled());
            }),
            "1 1 ok");
}

TEST(I2c, ABusThatGoesHearsNothingMoreOfAControllerThatCannotBeStopped) {
  EXPECT_EQ(played([]() -> Coro<> {
              I2CController controller;
              controller.abort_later(true);
              I2CMemory<16> memory(at);
              controller.attach(memory);
              std::optional<I2C> i2c(std::in_place, controller);
              const std::uint8_t bytes[] = {0, 1};
              auto writer = asyncio::create_task(i2c->writeto(at, bytes));
              co_await asyncio::sleep_us(100);
              testing::internal::CaptureStderr();
              i2c.reset();
              (void)testing::internal::GetCapturedStderr();
              co_await asyncio::sleep_ms(1);
              say(writer.cancelled(), controller.stops());
            }),
            "1 0 ok");
}

TEST(I2c, GoesOnInTheNextLoop) {
  Bench* bench = nullptr;
  std::optional<Bench> place;
  EXPECT_EQ(played([&]() -> Coro<> {
              bench = &place.emplace();
              auto task = asyncio::create_task(writes(&bench->i2c, 1, 9));
              co_await asyncio::sleep_us(300);
            }),
            "ok");
  EXPECT_EQ(played([&]() -> Coro<> {
              co_await asyncio::sleep_us(100);
              co_await writes(&bench->i2c, 2, 3);
            }),
            "2 ok");
}

TEST(I2c, NoRoomForFramesIsNotTheBusesConcern) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bench bench;
              const std::uint8_t bytes[] = {0, 1};
              const I2CRequest request{.address = at};
              const auto used = asyncio::FramePool::current().used();
              for (int n = 0; n != 3; ++n) {
                co_await bench.i2c.writeto(at, bytes);
                (void)co_await bench.i2c.transact(request);
              }
              say(asyncio::FramePool::current().used() - used);
            }),
            "0 ok");
}

// Many drivers on a bus with everything that goes wrong: what was read without an error is right,
// everybody comes to an end, and the bus works in the end.
TEST(I2c, ADayOfMisbehaviour) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    played([seed]() -> Coro<> {
      asyncio::testing::Chance chance(seed);
      Bench bench;
      int good = 0, bad = 0;
      const auto user = [&](std::uint8_t place) -> Coro<> {
        for (;;) {
          std::uint8_t wrote[2] = {place, static_cast<std::uint8_t>(chance.next())};
          std::uint8_t buffer[1] = {};
          const I2CRequest to_write{.out = wrote, .out_size = 2, .address = at};
          const I2CRequest to_read{
              .in = buffer, .prefix = place, .in_size = 1, .prefix_size = 1, .address = at};
          const Error write = co_await bench.i2c.transact(to_write);
          const Error read = co_await bench.i2c.transact(to_read);
          const bool is_good = !write && !read;
          if (is_good && bench.memory.is_plugged()) {
            EXPECT_TRUE(buffer[0] == wrote[1] || buffer[0] == 0);  // it may have lost its power
          }
          ++(is_good ? good : bad);
          co_await asyncio::sleep_ms(chance.between(1, 200));
        }
      };
      Task<> users[4];
      for (std::uint8_t n = 0; n != 4; ++n) users[n] = asyncio::create_task(user(n));
      while (now_ms() < 24 * 3600 * 1000ull / 100) {
        switch (chance.between(0, 9)) {
          case 0: bench.memory.nak(static_cast<unsigned>(chance.between(0, 3))); break;
          case 1: bench.memory.hold_scl(true); break;
          case 2: bench.memory.hold_sda(static_cast<unsigned>(chance.between(1, 12))); break;
          case 3: bench.memory.hold_sda(I2CTarget::for_ever); break;
          case 4: bench.memory.stretch(static_cast<unsigned>(chance.between(0, 30'000))); break;
          case 5: bench.memory.unplug_in(static_cast<unsigned>(chance.between(0, 40))); break;
          case 6: bench.controller.lose(static_cast<unsigned>(chance.between(1, 60))); break;
          case 7: bench.controller.abort_later(chance.one_in(2)); break;
          case 8: sim()->work_ms(chance.between(1, 80)); break;
          default:
            const auto n = static_cast<std::uint8_t>(chance.between(0, 3));
            users[n].cancel();
            users[n] = asyncio::create_task(user(n));
        }
        co_await asyncio::sleep_us(chance.between(1, 400'000));
        bench.memory.nak(I2CTarget::for_ever);
        bench.memory.hold_scl(false);
        bench.memory.hold_sda(0);
        bench.memory.stretch(0);
        bench.memory.plug();
        co_await asyncio::sleep_ms(chance.between(1, 2'000));
      }
      for (Task<>& each : users) co_await asyncio::cancel_and_wait(each);
      bench.controller.lose(0);
      bench.controller.abort_later(false);
      std::uint8_t buffer[1];
      co_await bench.i2c.readfrom_into(at, buffer);
      EXPECT_GT(good, 2'000);
      EXPECT_GT(bad, 50);
    });
  }
}

}  // namespace
