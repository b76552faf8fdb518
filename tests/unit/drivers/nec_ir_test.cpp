// NEC_IR on a pin, in a loop that has other things to do.
#include "tests/support/nec_signal.hpp"
#include "tests/support/scenario.hpp"

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
