// SPDX-License-Identifier: MIT
// asyncio::Encoder on its pins, and on a counter of the hardware.
#include "tests/support/scenario.hpp"

#include <optional>
#include <uasyncio/drivers/encoder.hpp>
#include <uasyncio/testing/chance.hpp>
#include <uasyncio/testing/pin.hpp>
#include <uasyncio/testing/quadrature_counter.hpp>

using namespace scenario;
using asyncio::Coro;

using asyncio::testing::Chance;
using asyncio::testing::Pin;
using asyncio::testing::QuadratureCounter;
using asyncio::testing::QuietQuadratureCounter;

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

TEST(Encoder, ACallbackThatBlocksLosesNoStep) {
  EXPECT_EQ(played([]() -> Coro<> {
              Knob knob;
              asyncio::Encoder encoder(knob.x, knob.y, {.div = 4, .delay_ms = 10},
                                       [](int, int) { sim()->work_ms(150); });
              for (int n = 0; n != 400; ++n) {
                sim()->at(1'000 + 1'000 * static_cast<asyncio::Time>(n),
                          [&knob, n] { knob.turn(n < 300 ? 1 : -1); });
              }
              co_await asyncio::sleep(2);
              say(encoder.value(), encoder.lost());
            }),
            "50 0 ok");
}

TEST(Encoder, MayGoInItsOwnCallbackWhileItTurns) {
  EXPECT_EQ(played([]() -> Coro<> {
              static std::optional<asyncio::Encoder<Pin, Pin>> encoder;
              Knob knob;
              encoder.emplace(knob.x, knob.y, asyncio::EncoderOptions{.delay_ms = 1},
                              [](int value, int) {
                                encoder.reset();
                                say("gone at", value);
                              });
              for (int n = 0; n != 100; ++n) {
                sim()->at(1'000 + 300 * static_cast<asyncio::Time>(n), [&knob] { knob.turn(1); });
              }
              co_await asyncio::sleep(1);
              say(knob.x.has_handler(), knob.y.has_handler());
            }),
            "gone at 4 0 0 ok");
}

void tell_count(int value, int delta) { say(value, delta, now_ms()); }

// A contact bounces, an edge is told twice, the loop is blocked: that changes nothing. An edge that
// is lost costs at most two steps there and two back. What is told is the value.
TEST(Encoder, ADayOfMisbehaviour) {
  for (std::uint64_t seed = 1; seed != 4; ++seed) {
    SCOPED_TRACE(seed);
    EXPECT_EQ(played([seed]() -> Coro<> {
                Chance chance(seed);
                Knob knob;
                static int told;
                told = 0;
                asyncio::Encoder encoder(knob.x, knob.y, {}, [](int, int delta) { told += delta; });
                int error = 0;
                for (int hour = 0; hour != 24; ++hour) {
                  Pin& pin = chance.one_in(2) ? knob.x : knob.y;
                  const auto lost = static_cast<std::uint32_t>(chance.one_in(4) ? 2 : 0);
                  pin.lose_edges(lost);
                  pin.double_edges(chance.one_in(2));
                  for (int n = 0; n != 50; ++n) {
                    const int step = chance.one_in(3) ? -1 : 1;
                    knob.turn(step);
                    if (chance.one_in(3)) knob.turn(-step), knob.turn(step);
                    if (chance.one_in(5)) pin.glitch();
                    if (chance.one_in(10)) sim()->work_ms(chance.between(1, 300));
                    co_await asyncio::sleep_us(chance.between(0, 200'000));
                  }
                  pin.lose_edges(0);
                  pin.double_edges(false);
                  knob.turn(2);  // so that it has seen both pins
                  co_await asyncio::sleep(3'600);
                  const int error_now = encoder.value() - knob.place;
                  EXPECT_LE(std::abs(error_now - error), 4 * static_cast<int>(lost));
                  EXPECT_EQ(told, encoder.value());
                  error = error_now;
                }
              }),
              "ok");
  }
}

TEST(EncoderOnACounter, TellsAllStepsOf100MillisecondsAtOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              QuadratureCounter counter(std::uint16_t{1'000});
              asyncio::Encoder encoder(counter, {}, tell_count);
              sim()->at(10'000, [&] { counter.turn(30'000); });
              sim()->at(50'000, [&] { counter.turn(2); });
              sim()->at(300'000, [&] { counter.turn(-5); });
              co_await asyncio::sleep(1);
              say(counter.interrupts());
            }),
            "30002 30002 110 29997 -5 400 2 ok");
}

template <class Count>
Coro<> goes_round_and_round(Count first) {
  QuadratureCounter<Count> counter(first);
  asyncio::Encoder encoder(counter, {.delay_ms = 0});
  long total = 0;
  for (int n = 0; n != 10; ++n) {
    counter.turn(32'767);
    total += 32'767;
    EXPECT_EQ(co_await encoder.next(), total);
  }
  for (int n = 0; n != 20; ++n) {
    counter.turn(-32'768);
    total -= 32'768;
    EXPECT_EQ(co_await encoder.next(), total);
  }
}

TEST(EncoderOnACounter, GoesOnWhereTheCounterWraps) {
  EXPECT_EQ(played([] { return goes_round_and_round<std::uint16_t>(65'535); }), "ok");
  EXPECT_EQ(played([] { return goes_round_and_round<std::uint32_t>(0xFFFF'FFFF); }), "ok");
}

TEST(EncoderOnACounter, WithoutInterruptsIsLookedAtEachPeriod) {
  EXPECT_EQ(played([]() -> Coro<> {
              QuietQuadratureCounter<std::uint32_t> counter;
              asyncio::Encoder encoder(counter, {.div = 4, .delay_ms = 20}, tell_count);
              sim()->at(5'000, [&] { counter.turn(9); });
              sim()->at(50'000, [&] { counter.turn(-5); });
              co_await asyncio::sleep_ms(99);
              say(counter.reads());
              encoder.deinit();
              counter.turn(100);
              co_await asyncio::sleep_ms(99);
              say(counter.reads(), encoder.value());
            }),
            "2 2 20 1 -1 60 5 5 1 ok");
}

TEST(EncoderOnACounter, APeriodOfZeroIsOneOfAMillisecond) {
  EXPECT_EQ(played([]() -> Coro<> {
              QuietQuadratureCounter<> counter;
              asyncio::Encoder encoder(counter, {.delay_ms = 0});
              co_await asyncio::sleep_us(10'500);
              say(counter.reads());
            }),
            "11 ok");
}

TEST(EncoderOnACounter, WakesNobodyWhileNothingTurns) {
  EXPECT_EQ(played([]() -> Coro<> {
              QuadratureCounter<> counter;
              asyncio::Encoder encoder(counter);
              const auto wakeups = asyncio::Loop::running()->wakeups();
              co_await asyncio::sleep(3600);
              say(asyncio::Loop::running()->wakeups() - wakeups);
            }),
            "1 ok");
}

TEST(EncoderOnACounter, SaysWhatIsWrong) {
  QuietQuadratureCounter<> without_loop;
  const asyncio::Encoder early(without_loop);
  EXPECT_EQ(early.error(), asyncio::Error::runtime);
  EXPECT_EQ(played([]() -> Coro<> {
              QuadratureCounter<> counter;
              counter.refuse(asyncio::Error::os(16));
              asyncio::Encoder refused(counter);
              asyncio::Encoder wrong(counter, {.v = 7, .vmax = 5});
              say(refused.error().code, wrong.error().name());
              co_return;
            }),
            "16 ValueError ok");
}

TEST(EncoderOnACounter, LetsTheCounterGo) {
  EXPECT_EQ(played([]() -> Coro<> {
              QuadratureCounter<> counter;
              {
                asyncio::Encoder encoder(counter, {}, tell_count);
                counter.turn(3);
                say(counter.has_handler());
              }
              counter.turn(3);
              co_await asyncio::sleep(1);
              say(counter.has_handler());
            }),
            "1 0 ok");
}

TEST(EncoderOnACounter, CancelledWhileItIsAwaitedGoesOn) {
  EXPECT_EQ(played([]() -> Coro<> {
              QuadratureCounter<> counter;
              asyncio::Encoder encoder(counter);
              auto waiter = asyncio::create_task(
                  [](auto& its) -> Coro<> { (void)co_await its.next(); }(encoder));
              co_await asyncio::sleep_ms(1);
              co_await asyncio::cancel_and_wait(waiter);
              counter.turn(2);
              say(co_await encoder.next());
            }),
            "2 ok");
}

}  // namespace
