// SPDX-License-Identifier: MIT
// NEC_IR on a pin, in a loop that has other things to do.
#include "tests/support/cancelled_reader.hpp"
#include "tests/support/nec_signal.hpp"
#include "tests/support/scenario.hpp"

#include <optional>
#include <uasyncio/drivers/nec_ir.hpp>
#include <uasyncio/testing/wave.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::NEC_IR;
using asyncio::NecKey;
using asyncio::testing::Chance;
using asyncio::testing::Pin;
using asyncio::testing::Wave;

namespace {

void tell_key(int data, int addr) { say(data, addr); }

Wave sent(const nec::Lengths& lengths) {
  Wave wave;
  wave.pulses(lengths).change();
  return wave;
}

TEST(NecIr, CallsBackWithDataAndAddress73MillisecondsAfterTheStart) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin;
              NEC_IR ir(pin, [](int data, int addr) { say(data, addr, now_ms()); }, false);
              sent(nec::key(0x40, 0x12)).play(*sim(), pin, 0);
              sent(nec::repeat()).play(*sim(), pin, 108'000);
              co_await asyncio::sleep(1);
            }),
            "18 64 73 -1 64 124 ok");
}

TEST(NecIr, GivesItsMessagesToATask) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin;
              NEC_IR ir(pin, nullptr);
              sent(nec::key(0x1234, 7)).play(*sim(), pin, 500'000);
              const auto key = co_await ir.next();
              say(key->data, key->addr);
            }),
            "7 4660 ok");
}

Coro<> take_keys(auto* ir) {
  while (const auto key = co_await ir->next()) cancelled_reader::tell(key->data, key->addr);
}

TEST(NecIr, AReaderIsCancelledAtAnyMomentAndNoKeyIsLostOrDoubled) {
  constexpr asyncio::Time end_us = 500'000;
  cancelled_reader::cancel_at_any_moment(
      [](cancelled_reader::Moment moment) {
        return played([=]() -> Coro<> {
          Pin pin;
          NEC_IR ir(pin, nullptr);
          sent(nec::key(0x1234, 7)).play(*sim(), pin, 10'000);
          sent(nec::repeat()).play(*sim(), pin, 118'000);
          sent(nec::key(0x1234, 8)).play(*sim(), pin, 350'000);
          co_await cancelled_reader::two_readers([&] { return take_keys(&ir); }, moment, end_us);
        });
      },
      end_us);
}

TEST(NecIr, DoesNotListenWhileItIsDisabled) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin;
              NEC_IR ir(pin, tell_key);
              sent(nec::key(1, 1)).play(*sim(), pin, 0);
              co_await asyncio::sleep_ms(30);
              ir.disable();  // in the middle of a frame
              say(pin.has_handler());
              sent(nec::key(1, 2)).play(*sim(), pin, 200'000);
              co_await asyncio::sleep_ms(500);
              ir.enable();
              sent(nec::key(1, 3)).play(*sim(), pin, 600'000);
              co_await asyncio::sleep_ms(500);
            }),
            "0 3 1 ok");
}

TEST(NecIr, SwitchedOnAtAnyMomentOfAFrameItTellsNoKeyButTheNext) {
  for (std::uint64_t after_us = 1; after_us < 67'000; after_us += 331) {
    EXPECT_EQ(played([after_us]() -> Coro<> {
                Pin pin;
                NEC_IR ir(pin, [](int data, int addr) {
                  if (data >= 0) say(data, addr);
                });
                ir.disable();
                sent(nec::key(1, 2)).play(*sim(), pin, 0);
                sent(nec::key(3, 4)).play(*sim(), pin, 108'000);
                co_await asyncio::sleep_us(after_us);
                ir.enable();
                co_await asyncio::sleep_ms(300);
              }),
              "4 3 ok")
        << after_us;
  }
}

TEST(NecIr, MayGoInItsOwnCallback) {
  EXPECT_EQ(played([]() -> Coro<> {
              static std::optional<NEC_IR<Pin>> ir;
              Pin pin;
              ir.emplace(pin, [](int data, int) {
                ir.reset();
                say("gone", data);
              });
              sent(nec::key(1, 2)).play(*sim(), pin, 0);
              sent(nec::repeat()).play(*sim(), pin, 75'000);
              co_await asyncio::sleep(1);
              say(pin.has_handler());
            }),
            "gone 2 0 ok");
}

TEST(NecIr, IsRightWhileSixteenTasksBlockTheLoop) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    EXPECT_EQ(played([seed]() -> Coro<> {
                Pin pin;
                Chance chance(seed);
                NEC_IR ir(pin, tell_key, false);
                for (int n = 0; n != 16; ++n) {
                  asyncio::create_task([]() -> Coro<> {
                    while (true) {
                      sim()->work_ms(2);
                      co_await asyncio::sleep_ms(0);
                    }
                  });
                }
                sent(nec::key(0x40, 0x12)).jittered(100, chance).play(*sim(), pin, 1'000);
                sent(nec::repeat()).jittered(100, chance).play(*sim(), pin, 109'000);
                co_await asyncio::sleep_ms(300);
                say(ir.lost());
              }),
              "18 64 -1 64 0 ok")
        << seed;
  }
}

// Frames that are distorted, with lost and doubled edges, among flashes of lamps, while the loop is
// blocked. No key is told that was not sent, and a good frame after it all is.
TEST(NecIr, ADayOfMisbehaviour) {
  for (std::uint64_t seed = 1; seed != 4; ++seed) {
    SCOPED_TRACE(seed);
    played([seed]() -> Coro<> {
      static int addr_sent, data_sent, told, wrong;
      told = wrong = 0;
      Chance chance(seed);
      Pin pin;
      NEC_IR ir(
          pin,
          [](int data, int addr) {
            if (data < 0) return;
            ++told;
            if (data != data_sent || addr != addr_sent) ++wrong;
          },
          false);
      for (int hour = 0; hour != 100; ++hour) {
        addr_sent = static_cast<int>(chance.between(0, 255));
        data_sent = static_cast<int>(chance.between(0, 255));
        const auto lengths =
            nec::key(static_cast<unsigned>(addr_sent), static_cast<unsigned>(data_sent));
        Wave wave =
            sent(lengths).jittered(static_cast<std::uint64_t>(chance.between(1, 200)), chance);
        if (chance.one_in(2)) wave = wave.glitching(3, 2'000, chance);
        if (chance.one_in(2)) wave = wave.stretched(chance.one_in(2) ? 900u : 1'100u);
        pin.lose_edges(chance.one_in(3) ? 1 : 0);
        pin.double_edges(chance.one_in(2));
        const std::uint64_t before = now_ms() * 1'000;
        wave.play(*sim(), pin, before + 20'000);
        sim()->work_ms(static_cast<std::uint64_t>(chance.between(1, 400)));
        co_await asyncio::sleep_ms(900);
        pin.set(true);
        pin.lose_edges(0);
        pin.double_edges(false);
        co_await asyncio::sleep_ms(300);
        const int told_before = told;
        sent(lengths).play(*sim(), pin, now_ms() * 1'000 + 20'000);
        co_await asyncio::sleep_ms(200);
        EXPECT_EQ(told, told_before + 1) << hour;
        co_await asyncio::sleep(864);
      }
      EXPECT_EQ(wrong, 0);
      EXPECT_GT(told, 110);  // of those that were disturbed, too
      EXPECT_EQ(ir.lost(), 0);
    });
  }
}

TEST(NecIr, SleepsWhileNobodyPressesAKey) {
  played([]() -> Coro<> {
    Pin pin;
    NEC_IR ir(pin, tell_key);
    co_await asyncio::sleep_ms(1);
    const auto waits = sim()->waits();
    co_await asyncio::sleep(3'600);
    EXPECT_EQ(sim()->waits(), waits + 1);
  });
}

}  // namespace
