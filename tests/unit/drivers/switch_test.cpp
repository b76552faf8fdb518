// SPDX-License-Identifier: MIT
// Switch and ESwitch.
#include "tests/support/scenario.hpp"

#include <optional>
#include <uasyncio/drivers/switch.hpp>
#include <uasyncio/testing/wave.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Debounce;
using asyncio::ESwitch;
using asyncio::Switch;
using asyncio::testing::Chance;
using asyncio::testing::Pin;
using asyncio::testing::Wave;

namespace {

void tell_switch(const char* what) { say(what, now_ms()); }

std::string changes_of(const Wave& wave, asyncio::SwitchOptions options = {}) {
  return played([&]() -> Coro<> {
    Pin pin;
    Switch contact(pin, options);
    contact.close_func(tell_switch, "close");
    contact.open_func(tell_switch, "open");
    wave.play(*sim(), pin, 0);
    co_await asyncio::sleep(5);
    if (contact.short_pulses() != 0) say("short", contact.short_pulses());
  });
}

TEST(Switch, CallsBackAtTheFirstEdge) {
  EXPECT_EQ(changes_of(Wave().pulse_ms(100)), "close 0 open 100 ok");
}

TEST(Switch, ThatMustBeStableCallsBackWhenTheContactHasBeenQuiet) {
  EXPECT_EQ(changes_of(Wave().pulse_ms(100), {.debounce = Debounce::stable}),
            "close 50 open 150 ok");
}

TEST(Switch, ItsDebouncingIsAnOption) {
  EXPECT_EQ(changes_of(Wave().pulse_ms(5), {.debounce_ms = 10}), "close 0 open 10 ok");
  EXPECT_EQ(changes_of(Wave().pulse_ms(15), {.debounce_ms = 10}), "close 0 open 15 ok");
  EXPECT_EQ(changes_of(Wave().pulse_ms(15), {.debounce_ms = 0}), "close 0 open 15 ok");
}

// The original looks every 50 ms: what is shorter between two looks has never been.
TEST(OriginalDefectsOfSwitch, APressShorterThanTheDebouncingIsNotLost) {
  EXPECT_EQ(changes_of(Wave().stay_ms(110).pulse_ms(20)), "close 110 open 160 ok");
}

// And what it meets by chance is a press, though it is a spike from the mains.
TEST(OriginalDefectsOfSwitch, ASpikeIsNoPressOfOneThatMustBeStableAndIsCounted) {
  EXPECT_EQ(changes_of(Wave().pulse(3).stay_ms(200).pulse_ms(49), {.debounce = Debounce::stable}),
            "short 2 ok");
}

TEST(OriginalDefectsOfESwitch, DeinitWorks) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin;
              ESwitch contact(pin);
              contact.deinit();
              say(pin.has_handler());
              pin.set(false);
              co_await asyncio::sleep(1);
              say(contact.close.is_set());
            }),
            "0 0 ok");
}

TEST(Switch, SaysItsPhysicalLevel) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin;
              Switch contact(pin);
              say(contact());
              pin.set(false);
              say(contact());
              co_return;
            }),
            "1 0 ok");
}

TEST(ESwitch, HasEventsForBothPolarities) {
  for (const int lopen : {1, 0}) {
    EXPECT_EQ(
        played([lopen]() -> Coro<> {
          Pin pin(lopen == 1);
          ESwitch contact(pin, lopen);
          (lopen == 1 ? Wave(true) : Wave(false)).stay_ms(10).pulse_ms(100).play(*sim(), pin, 0);
          say(contact());
          co_await contact.close.wait();
          say(contact(), now_ms());
          contact.close.clear();
          co_await contact.open.wait();
          say(contact(), now_ms(), contact.close.is_set());
        }),
        "0 1 10 0 110 0 ok");
  }
}

TEST(Switch, NullptrTakesACallbackAway) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin;
              Switch contact(pin);
              contact.close_func(tell_switch, "close");
              contact.close_func(nullptr);
              pin.set(false);
              co_await asyncio::sleep(1);
              say(contact.close.is_set());
            }),
            "1 ok");
}

TEST(Switch, AFailureOfACallbackIsReportedAndTheSwitchGoesOn) {
  EXPECT_EQ(reported([]() -> Coro<> {
              Pin pin;
              Switch contact(pin);
              contact.close_func([]() -> Coro<> { co_await asyncio::fail(asyncio::Error::os(5)); });
              Wave().pulse_ms(100).stay_ms(100).pulse_ms(100).play(*sim(), pin, 0);
              co_await asyncio::sleep(1);
            }),
            "[call:OSError] [call:OSError] ok");
}

TEST(Switch, OfAPinThatCannotInterruptSaysSo) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin;
              pin.refuse(asyncio::Error::os(16));
              Switch contact(pin);
              say(contact.error().name(), contact.error().code);
              say(sim()->transcript().find("cannot interrupt") != std::string::npos ||
                  UASYNCIO_DIAGNOSTICS == 0);
              co_return;
            }),
            "OSError 16 1 ok");
}

TEST(Switch, APressWhileTheLoopIsBlockedIsCounted) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin;
              Switch contact(pin);
              Wave().pulse_ms(100).play(*sim(), pin, 10'000);
              sim()->work_ms(500);
              co_await asyncio::sleep_ms(1);
              say(contact.short_pulses(), contact.close.is_set());
            }),
            "1 0 ok");
}

TEST(Switch, WhoseContactChangedWhileTheLoopWasBlockedIsSeenAfterwards) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin;
              Switch contact(pin);
              contact.close_func(tell_switch, "close");
              Wave().change().play(*sim(), pin, 10'000);
              sim()->work_ms(500);
              co_await asyncio::sleep_ms(1);
            }),
            "close 500 ok");
}

// A loop that is busy believes a deadline only after the edges that came before it.
TEST(Switch, ThatMustBeStableIsNotStableBecauseTheLoopWasBlocked) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin;
              Switch contact(pin, {.debounce = Debounce::stable});
              contact.close_func(tell_switch, "close");
              Wave().pulse_ms(3).stay_ms(52).pulse_ms(10).play(*sim(), pin, 0);
              co_await asyncio::sleep_ms(10);
              sim()->work_ms(48);  // the second spike is under way
              co_await asyncio::sleep(1);
              say(contact.short_pulses());
            }),
            "1 ok");
}

TEST(Switch, GoesOnInTheNextLoop) {
  Pin pin;
  std::optional<Switch<Pin>> contact(std::in_place, pin);  // before there is a loop
  const char* const wanted[] = {"close 0 open 100 ok", "close 10000 open 10100 ok",
                                "close 20000 open 20100 ok"};
  for (int round = 0; round != 3; ++round) {
    EXPECT_EQ(played([&]() -> Coro<> {
                sim()->set_time(static_cast<asyncio::Time>(round) * 10'000'000);  // the same clock
                contact->close_func(tell_switch, "close");
                contact->open_func(tell_switch, "open");
                Wave().pulse_ms(100).play(*sim(), pin, asyncio::Loop::running()->time());
                co_await asyncio::sleep_ms(round == 1 ? 120 : 1000);  // leaves a deadline behind
              }),
              wanted[round]);
  }
  contact.reset();
  EXPECT_FALSE(pin.has_handler());
}

// Bounces, noise, doubled and lost edges, skewed clocks and a busy loop, for an hour by seed.
TEST(Switch, AnHourOfEverythingThatCanGoWrongEndsInTheRightState) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Chance chance(seed);
    Wave wave;
    for (int n = 0; n != 200; ++n) wave.stay_ms(200 + chance.next() % 17'000).change();
    wave = wave.bouncing(4, 9'000, chance).stretched(900 + chance.next() % 201);
    wave = wave.glitching(50, 2'000, chance);
    std::string balance;
    played([&]() -> Coro<> {
      Pin pin;
      pin.double_edges(chance.one_in(2));
      ESwitch contact(pin, 1, {.debounce_ms = 20, .debounce = Debounce::stable});
      int closed = 0;
      contact.close_func([&closed] { ++closed; });
      contact.open_func([&closed] { --closed; });
      wave.play(*sim(), pin, 0);
      while (asyncio::Loop::running()->time() < wave.length() + 1'000'000) {
        co_await asyncio::sleep_ms(chance.next() % 3000);
        sim()->work_ms(chance.next() % 30);
        EXPECT_TRUE(closed == 0 || closed == 1) << seed;  // each change was told once
      }
      EXPECT_EQ(closed, contact()) << seed;
      EXPECT_EQ(contact(), pin.value() ? 0 : 1) << seed;
      EXPECT_GE(contact.short_pulses(), 1) << seed;
    });
  }
}

TEST(Switch, WithoutMemoryForACallbackSaysSoAndGoesOn) {
  EXPECT_EQ(reported([]() -> Coro<> {
              Pin pin;
              Switch contact(pin);
              contact.close_func(tell_switch, "close");
              asyncio::FramePool::current().fail_allocation(1);
              pin.set(false);
              co_await contact.close.wait();
              co_await asyncio::sleep(1);
              pin.set(true);
              co_await contact.open.wait();
              co_await asyncio::sleep(1);
              pin.set(false);
              co_await asyncio::sleep_ms(1);
            }),
            "[call:MemoryError] close 2000 ok");
}

}  // namespace
