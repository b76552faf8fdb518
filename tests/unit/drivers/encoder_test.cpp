// asyncio::Encoder on its pins.
#include "tests/support/scenario.hpp"

#include <uasyncio/drivers/encoder.hpp>
#include <uasyncio/testing/pin.hpp>

using namespace scenario;
using asyncio::Coro;

using asyncio::testing::Pin;

namespace {

struct Knob {
  Pin x{false}, y{false};
  int place = 0;
  void turn(int steps) {
    for (; steps != 0; steps += steps > 0 ? -1 : 1) {
      place += steps > 0 ? 1 : -1;
      x.set(((place + 1) & 2) != 0);
      y.set((place & 2) != 0);
    }
  }
};

void tell_steps(int value, int delta) { say(value, delta, now_ms()); }

TEST(Encoder, TellsAllStepsOf100MillisecondsAtOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              Knob knob;
              asyncio::Encoder encoder(knob.x, knob.y, {}, tell_steps);
              sim()->at(10'000, [&] { knob.turn(3); });
              sim()->at(50'000, [&] { knob.turn(2); });
              sim()->at(300'000, [&] { knob.turn(-1); });
              co_await asyncio::sleep(1);
            }),
            "5 5 110 4 -1 400 ok");
}

TEST(Encoder, GivesItsValueToATask) {
  EXPECT_EQ(played([]() -> Coro<> {
              Knob knob;
              asyncio::Encoder encoder(knob.x, knob.y, {.vmin = 0, .vmax = 3, .delay_ms = 0});
              sim()->at(10'000, [&] { knob.turn(5); });
              sim()->at(20'000, [&] { knob.turn(-3); });
              say(co_await encoder.next(), now_ms());
              say(co_await encoder.next(), now_ms());
            }),
            "3 10 0 20 ok");
}

TEST(Encoder, ThatDoesNotMoveInTheEndTellsNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              Knob knob;
              asyncio::Encoder encoder(knob.x, knob.y, {}, tell_steps);
              sim()->at(10'000, [&] { knob.turn(2); });
              sim()->at(20'000, [&] { knob.turn(-2); });
              co_await asyncio::sleep(1);
            }),
            "ok");
}

// The original has none, and its task goes on for ever.
TEST(OriginalDefectsOfEncoder, DeinitLetsThePinsGo) {
  EXPECT_EQ(played([]() -> Coro<> {
              Knob knob;
              asyncio::Encoder encoder(knob.x, knob.y, {}, tell_steps);
              knob.turn(1);
              encoder.deinit();
              say(knob.x.has_handler(), knob.y.has_handler());
              knob.turn(5);
              co_await asyncio::sleep(1);
              say(encoder.value());
            }),
            "0 0 0 ok");
}

TEST(Encoder, SaysWhatIsWrongWithItsOptions) {
  EXPECT_EQ(played([]() -> Coro<> {
              Knob knob;
              asyncio::Encoder wrong(knob.x, knob.y, {.v = 7, .vmax = 5});
              say(wrong.error().name());
              co_return;
            }),
            "ValueError ok");
}

TEST(Encoder, ThatOnePinRefusesLetsTheOtherGo) {
  EXPECT_EQ(played([]() -> Coro<> {
              Knob knob;
              knob.y.refuse(asyncio::Error::os(16));
              asyncio::Encoder refused(knob.x, knob.y);
              say(refused.error().name(), refused.error().code, knob.x.has_handler());
              co_return;
            }),
            "OSError 16 0 ok");
}

TEST(Encoder, CountsOnWhileTheLoopIsBlocked) {
  EXPECT_EQ(played([]() -> Coro<> {
              Knob knob;
              asyncio::Encoder encoder(knob.x, knob.y, {}, tell_steps);
              for (int n = 0; n != 100; ++n) {
                sim()->at(1'000 + 3'000 * static_cast<asyncio::Time>(n), [&] { knob.turn(1); });
              }
              sim()->work_ms(400);
              co_await asyncio::sleep(1);
              say(encoder.lost());
            }),
            "100 100 500 0 ok");
}

}  // namespace
