// SPDX-License-Identifier: MIT
// Waves and the pin that they drive.
#include "tests/support/scenario.hpp"

#include <uasyncio/testing/wave.hpp>

using namespace scenario;
using asyncio::machine::Edge;
using asyncio::testing::Chance;
using asyncio::testing::Pin;
using asyncio::testing::Wave;

namespace {

std::string written(const Wave& wave) {
  std::string text;
  for (const auto& step : wave.steps()) {
    text += std::to_string(step.at) + (step.level ? "^ " : "_ ");
  }
  return text;
}

TEST(Wave, IsWhatItIsMadeOf) {
  EXPECT_EQ(written(Wave().stay(5).pulse(10).stay_ms(1)), "0^ 5_ 15^ ");
  EXPECT_EQ(written(Wave().pulses({9000, 4500, 560})), "0^ 0_ 9000^ 13500_ ");
  EXPECT_EQ(written(Wave().stay(1000).pulse(10).stretched(1100)), "0^ 1100_ 1111^ ");
}

TEST(Wave, EveryDistortionKeepsTheOrderAndTheLastLevel) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Chance chance(seed);
    const Wave plain = Wave().stay_ms(20).pulse_ms(30).stay_ms(20).change().stay_ms(20);
    for (const Wave& wave : {plain.bouncing(5, 8'000, chance), plain.glitching(6, 500, chance),
                             plain.jittered(3'000, chance), plain.stretched(900)}) {
      for (std::size_t n = 1; n < wave.steps().size(); ++n) {
        EXPECT_GE(wave.steps()[n].at, wave.steps()[n - 1].at) << seed;
      }
      EXPECT_EQ(wave.level(), plain.level()) << seed;
    }
  }
}

std::string heard_of(Edge edges, void (*play)(Pin&)) {
  return played([&]() -> asyncio::Coro<> {
    Pin pin;
    (void)pin.irq(
        edges, [](void* argument) { say(static_cast<Pin*>(argument)->value() ? "^" : "_"); }, &pin);
    play(pin);
    co_return;
  });
}

TEST(TestPin, InterruptsAtTheEdgesThatWereAskedFor) {
  EXPECT_EQ(heard_of(Edge::falling, [](Pin& pin) { pin.glitch(); }), "_ ok");
  EXPECT_EQ(heard_of(Edge::both, [](Pin& pin) { pin.glitch(); }), "_ ^ ok");
}

TEST(TestPin, MisbehavesIfItIsToldTo) {
  EXPECT_EQ(heard_of(Edge::both,
                     [](Pin& pin) {
                       pin.double_edges(true);
                       pin.set(false);
                       pin.lose_edges(1);
                       pin.set(true);
                       pin.stick(true);
                       pin.set(false);
                     }),
            "_ _ ok");
}

TEST(TestPin, TellsTheTimeOfItsEdge) {
  EXPECT_EQ(played([]() -> asyncio::Coro<> {
              Pin pin;
              sim()->at(77, [&pin] { pin.set(false); });
              co_await asyncio::sleep_ms(1);
              say(pin.edge_time());
            }),
            "77 ok");
}

}  // namespace
