// SPDX-License-Identifier: MIT
// Pushbutton and EButton: the gestures of the original, every combination of callbacks, and pins
// that misbehave.
#include "tests/support/scenario.hpp"

#include <array>
#include <uasyncio/drivers/pushbutton.hpp>
#include <uasyncio/testing/wave.hpp>

using namespace scenario;
using asyncio::ButtonOptions;
using asyncio::Coro;
using asyncio::EButton;
using asyncio::Event;
using asyncio::Gesture;
using asyncio::Pushbutton;
using asyncio::testing::Chance;
using asyncio::testing::Pin;
using asyncio::testing::Wave;

namespace {

// The gestures of the original's tests: low is pressed.
Wave released() { return Wave(true); }
Wave short_press() { return released().pulse_ms(100); }
Wave middling_press() { return released().pulse_ms(600); }
Wave long_press() { return released().pulse_ms(1500); }
Wave double_press() { return released().pulse_ms(100).stay_ms(100).pulse_ms(100); }
Wave double_long() { return released().pulse_ms(100).stay_ms(100).pulse_ms(1500); }

void tell(const char* what) { say(what, now_ms()); }

Coro<> listen(Event* event, const char* what) {
  while (true) {
    co_await event->wait();
    event->clear();
    tell(what);
  }
}
Coro<> listen_to_double(asyncio::ButtonBase* button) {
  while (true) {
    co_await button->double_press.wait();
    button->double_press.clear();
    tell("double");
  }
}
Coro<> listen_to_long(asyncio::ButtonBase* button) {
  while (true) {
    co_await button->long_press.wait();
    button->long_press.clear();
    tell("long");
  }
}

/// What the events of an EButton say to a gesture that begins at 0.
std::string events_of(Wave wave, bool suppress) {
  return played([&]() -> Coro<> {
    Pin pin;
    EButton button(pin, suppress);
    asyncio::OwnedTask<> press(asyncio::create_task(listen(&button.press, "press")));
    asyncio::OwnedTask<> twice(asyncio::create_task(listen_to_double(&button)));
    asyncio::OwnedTask<> longer(asyncio::create_task(listen_to_long(&button)));
    asyncio::OwnedTask<> release(asyncio::create_task(listen(&button.release, "release")));
    wave.play(*sim(), pin, 0);
    co_await asyncio::sleep(5);
  });
}

struct Functions {
  bool press = true, release = true, twice = true, longer = true;
};

void connect(auto& button, Functions functions) {
  if (functions.press) button.press_func(tell, "press");
  if (functions.release) button.release_func(tell, "release");
  if (functions.twice) button.double_func(tell, "double");
  if (functions.longer) button.long_func(tell, "long");
}

/// What the callbacks of a Pushbutton say.
std::string calls_of(Wave wave, bool suppress, Functions functions = {}) {
  return played([&]() -> Coro<> {
    Pin pin;
    Pushbutton button(pin, {.suppress = suppress});
    connect(button, functions);
    wave.play(*sim(), pin, 0);
    co_await asyncio::sleep(5);
  });
}

TEST(PushbuttonGestures, OfAnEButton) {
  EXPECT_EQ(events_of(short_press(), false), "press 0 release 100 ok");
  EXPECT_EQ(events_of(middling_press(), false), "press 0 release 600 ok");
  EXPECT_EQ(events_of(long_press(), false), "press 0 long 1000 release 1500 ok");
  EXPECT_EQ(events_of(double_press(), false),
            "press 0 release 100 press 200 double 200 release 300 ok");
  EXPECT_EQ(events_of(double_long(), false),
            "press 0 release 100 press 200 double 200 release 1700 ok");
}

TEST(PushbuttonGestures, OfAnEButtonThatSuppresses) {
  EXPECT_EQ(events_of(short_press(), true), "press 400 release 400 ok");
  EXPECT_EQ(events_of(long_press(), true), "long 1000 release 1500 ok");
  EXPECT_EQ(events_of(double_press(), true), "double 200 release 300 ok");
  EXPECT_EQ(events_of(double_long(), true), "double 200 release 1700 ok");
}

// The original tells the release only.
TEST(OriginalDefectsOfEButton, SuppressDoesNotLoseThePressOfAMiddlingOne) {
  EXPECT_EQ(events_of(middling_press(), true), "press 600 release 600 ok");
}

TEST(PushbuttonGestures, OfAPushbutton) {
  EXPECT_EQ(calls_of(short_press(), false), "press 0 release 100 ok");
  EXPECT_EQ(calls_of(middling_press(), false), "press 0 release 600 ok");
  EXPECT_EQ(calls_of(long_press(), false), "press 0 long 1000 release 1500 ok");
  EXPECT_EQ(calls_of(double_press(), false),
            "press 0 release 100 press 200 double 200 release 300 ok");
  EXPECT_EQ(calls_of(double_long(), false),
            "press 0 release 100 press 200 double 200 release 1700 ok");
}

TEST(PushbuttonGestures, OfAPushbuttonThatSuppresses) {
  EXPECT_EQ(calls_of(short_press(), true), "press 0 release 400 ok");
  EXPECT_EQ(calls_of(middling_press(), true), "press 0 release 600 ok");
  EXPECT_EQ(calls_of(long_press(), true), "press 0 long 1000 ok");
  EXPECT_EQ(calls_of(double_press(), true), "press 0 press 200 double 200 ok");
  EXPECT_EQ(calls_of(double_long(), true), "press 0 press 200 double 200 ok");
}

TEST(PushbuttonGestures, WithoutADoubleFunctionAShortReleaseIsNotHeldBack) {
  EXPECT_EQ(calls_of(short_press(), true, {.twice = false}), "press 0 release 100 ok");
  EXPECT_EQ(calls_of(double_press(), true, {.twice = false}),
            "press 0 release 100 press 200 release 300 ok");
}

TEST(PushbuttonGestures, WithoutALongFunctionALongPressHasItsRelease) {
  EXPECT_EQ(calls_of(long_press(), true, {.longer = false}), "press 0 release 1500 ok");
}

TEST(PushbuttonGestures, WithoutADoubleFunctionASecondLongPressIsALongOne) {
  EXPECT_EQ(calls_of(double_long(), false, {.twice = false}),
            "press 0 release 100 press 200 long 1200 release 1700 ok");
}

/// The original's rules, read from its documentation: what the four functions hear.
std::string by_the_book(const std::string& gesture, bool suppress, Functions functions) {
  std::string text;
  const auto add = [&](bool is_wanted, const char* what) {
    if (is_wanted) text += std::string(what) + " ";
  };
  const bool is_double = gesture[0] == 'D' && functions.twice;
  const bool is_long = functions.longer && (gesture == "L" || (gesture == "DL" && !is_double));
  if (gesture[0] == 'D') {
    add(functions.press, "press 0");
    if (!(suppress && is_double)) add(functions.release, "release 100");
    add(functions.press, "press 200");
    if (is_double) add(true, "double 200");
  } else {
    add(functions.press, "press 0");
  }
  if (is_long) add(true, gesture == "L" ? "long 1000" : "long 1200");
  if (suppress && (is_double || is_long)) return text + "ok";
  const std::string end = gesture == "s"   ? (suppress && functions.twice ? "400" : "100")
                          : gesture == "m" ? "600"
                          : gesture == "L" ? "1500"
                          : gesture == "D" ? "300"
                                           : "1700";
  add(functions.release, ("release " + end).c_str());
  return text + "ok";
}

TEST(PushbuttonGestures, OfEveryCombinationOfCallbacks) {
  const std::array<std::pair<std::string, Wave>, 5> gestures{{{"s", short_press()},
                                                              {"m", middling_press()},
                                                              {"L", long_press()},
                                                              {"D", double_press()},
                                                              {"DL", double_long()}}};
  for (const auto& [name, wave] : gestures) {
    for (int mask = 0; mask != 32; ++mask) {
      const Functions functions{(mask & 1) != 0, (mask & 2) != 0, (mask & 4) != 0, (mask & 8) != 0};
      const bool suppress = (mask & 16) != 0;
      EXPECT_EQ(calls_of(wave, suppress, functions), by_the_book(name, suppress, functions))
          << name << " mask " << mask;
    }
  }
}

TEST(Pushbutton, AWaitForADoublePressIsEnoughToGetIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin;
              Pushbutton button(pin);
              double_press().play(*sim(), pin, 10'000);
              co_await button.double_press.wait();
              tell("double");
            }),
            "double 210 ok");
}

TEST(Pushbutton, FalseIsAsIfTheFunctionHadNeverBeenSet) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin;
              Pushbutton button(pin, {.suppress = true});
              connect(button, {});
              button.double_func(false);
              short_press().play(*sim(), pin, 0);
              co_await asyncio::sleep(1);
            }),
            "press 0 release 100 ok");
}

TEST(Pushbutton, WithoutAFunctionTheGestureIsWantedAllTheSame) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin;
              Pushbutton button(pin, {.suppress = true});
              connect(button, {.twice = false});
              button.double_func();
              short_press().play(*sim(), pin, 0);
              co_await asyncio::sleep(1);
              button.double_func(nullptr);
              short_press().play(*sim(), pin, 1'000'000);
              co_await asyncio::sleep(1);
            }),
            "press 0 release 400 press 1000 release 1400 ok");
}

TEST(Pushbutton, HasEitherSense) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin(false);
              EButton button(pin);
              say(button.rawstate(), button());
              pin.set(true);
              say(button.rawstate(), button());
              co_await button.press.wait();
              say(button.rawstate(), button());
            }),
            "0 0 1 0 1 1 ok");
}

TEST(Pushbutton, ThatIsPressedAtTheStartIsToldSoBySense) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin(false);
              EButton button(pin, {.sense = true});
              say(button.rawstate(), button());
              pin.set(true);
              co_await button.release.wait();
              say(button.rawstate(), button());
            }),
            "1 1 0 0 ok");
}

TEST(Pushbutton, TimesAreOptions) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin;
              Pushbutton button(pin,
                                {.suppress = true, .long_press_ms = 300, .double_click_ms = 150});
              connect(button, {});
              short_press().play(*sim(), pin, 0);
              middling_press().play(*sim(), pin, 1'000'000);
              co_await asyncio::sleep(2);
            }),
            "press 0 release 150 press 1000 long 1300 ok");
}

TEST(Pushbutton, ACoroutineFunctionIsACallback) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin;
              Pushbutton button(pin);
              button.press_func(
                  [](const char* what) -> Coro<> {
                    co_await asyncio::sleep_ms(7);
                    tell(what);
                  },
                  "later");
              short_press().play(*sim(), pin, 0);
              co_await asyncio::sleep(1);
            }),
            "later 7 ok");
}

TEST(Pushbutton, BouncesOfAllContactsAreOneGesture) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Chance chance(seed);
    const bool is_stable = seed % 2 == 0;
    const Wave wave = double_press().bouncing(1 + chance.next() % 8, 20'000, chance);
    const std::string said = played([&]() -> Coro<> {
      Pin pin;
      pin.double_edges(chance.one_in(2));
      Pushbutton button(
          pin, {.debounce_ms = 50,
                .debounce = is_stable ? asyncio::Debounce::stable : asyncio::Debounce::first_edge});
      button.press_func([] { say("press"); });
      button.release_func([] { say("release"); });
      button.double_func([] { say("double"); });
      button.long_func([] { say("long"); });
      wave.play(*sim(), pin, 0);
      co_await asyncio::sleep(3);
      EXPECT_EQ(button.short_pulses(), 0) << seed;
    });
    EXPECT_EQ(said, "press release press double release ok") << seed;
  }
}

/// A day of presses of all lengths, hour by hour, with bounces, noise, doubled edges, a clock that
/// is up to a tenth off, and a loop that is busy: each is told once, as what it was.
TEST(Pushbutton, ADayOfPressesIsToldGestureByGesture) {
  for (std::uint64_t hour = 1; hour <= 24; ++hour) {
    SCOPED_TRACE(hour);
    Chance chance(hour);
    int presses = 0, doubles = 0, longs = 0;
    Wave wave = released();
    while (wave.length() < 3'600'000'000ull) {
      wave.stay_ms(1'500 + chance.next() % 60'000);
      const bool is_double = chance.one_in(3), is_long = chance.one_in(3);
      if (is_double) wave.pulse_ms(100 + chance.next() % 50).stay_ms(100 + chance.next() % 50);
      wave.pulse_ms(is_long ? 1'400 + chance.next() % 5'000 : 100 + chance.next() % 700);
      presses += is_double ? 2 : 1;
      doubles += is_double ? 1 : 0;
      longs += is_long && !is_double ? 1 : 0;
    }
    wave = wave.bouncing(4, 9'000, chance).stretched(900 + chance.next() % 201);
    wave = wave.glitching(50, 2'000, chance);
    int told_presses = 0, told_doubles = 0, told_longs = 0;
    played([&]() -> Coro<> {
      Pin pin;
      pin.double_edges(chance.one_in(2));
      Pushbutton button(pin, {.debounce_ms = 20, .debounce = asyncio::Debounce::stable});
      button.press_func([&] { ++told_presses; });
      button.double_func([&] { ++told_doubles; });
      button.long_func([&] { ++told_longs; });
      wave.play(*sim(), pin, 0);
      while (asyncio::Loop::running()->time() < wave.length() + 10'000'000) {
        co_await asyncio::sleep_ms(static_cast<int>(chance.next() % 3'000));
        sim()->work_ms(chance.next() % 20);
      }
      EXPECT_EQ(button(), 0);
      EXPECT_GT(button.short_pulses(), 0);
    });
    EXPECT_EQ(told_presses, presses);
    EXPECT_EQ(told_doubles, doubles);
    EXPECT_EQ(told_longs, longs);
  }
}

// The loop is busy when the button comes up, until long after it would have been a long press.
TEST(Pushbutton, AShortPressIsNoLongOneBecauseTheLoopSeesItsEndLate) {
  for (const bool is_stable : {false, true}) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
      Chance chance(seed);
      const bool is_long = chance.one_in(3);
      const auto length =
          static_cast<std::uint64_t>(chance.between(60, 900)) + (is_long ? 1'000 : 0);
      const auto busy_from = static_cast<std::uint64_t>(chance.between(is_stable ? 56 : 1, 59));
      const Wave wave = released().pulse_ms(length).bouncing(2, 5'000, chance);
      EXPECT_EQ(played([&]() -> Coro<> {
                  Pin pin;
                  Pushbutton button(pin, {.debounce = is_stable ? asyncio::Debounce::stable
                                                                : asyncio::Debounce::first_edge});
                  button.press_func([] { say("press"); });
                  button.long_func([] { say("long"); });
                  button.release_func([] { say("release"); });
                  wave.play(*sim(), pin, 0);
                  co_await asyncio::sleep_ms(busy_from);
                  sim()->work_ms(length + static_cast<std::uint64_t>(chance.between(10, 3'000)));
                  co_await asyncio::sleep(5);
                }),
                is_long ? "press long release ok" : "press release ok")
          << seed << " " << is_stable << " " << length;
    }
  }
}

// And when it goes down for the second time.
TEST(Pushbutton, ADoublePressIsOneAlsoIfTheLoopSeesItLate) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin;
              Pushbutton button(pin);
              connect(button, {});
              double_long().play(*sim(), pin, 0);
              co_await asyncio::sleep_ms(160);
              sim()->work_ms(900);
              co_await asyncio::sleep(3);
            }),
            "press 0 release 100 press 1060 double 1060 release 1700 ok");
}

TEST(Pushbutton, SleepsWhileNobodyPressesIt) {
  played([]() -> Coro<> {
    Pin pin;
    EButton button(pin);
    co_await asyncio::sleep_ms(1);
    const auto waits = sim()->waits();
    co_await asyncio::sleep(3'600);
    EXPECT_EQ(sim()->waits(), waits + 1);
  });
}

TEST(Pushbutton, DeinitEndsWhatIsToCome) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin;
              Pushbutton button(pin, {.suppress = true});
              connect(button, {});
              short_press().play(*sim(), pin, 0);
              co_await asyncio::sleep_ms(200);
              button.deinit();
              say(pin.has_handler());
              long_press().play(*sim(), pin, 300'000);
              co_await asyncio::sleep(5);
            }),
            "press 0 0 ok");
}

TEST(Pushbutton, AFunctionMayReplaceItselfAndTakeAnotherAway) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pin pin;
              Pushbutton button(pin);
              button.press_func([&button] {
                tell("first");
                button.press_func(tell, "second");
                button.release_func(false);
                button.double_func(false);
                button.long_func(tell, "long");
              });
              button.release_func(tell, "release");
              button.double_func(tell, "double");
              double_long().play(*sim(), pin, 0);
              co_await asyncio::sleep(5);
            }),
            "first 0 second 200 ok");
}

TEST(Pushbutton, MayGoInItsOwnCallback) {
  EXPECT_EQ(played([]() -> Coro<> {
              static std::optional<Pushbutton<Pin>> button;
              Pin pin;
              button.emplace(pin);
              button->press_func([] {
                button.reset();
                say("gone");
              });
              short_press().play(*sim(), pin, 0);
              co_await asyncio::sleep(1);
              say(pin.has_handler());
            }),
            "gone 0 ok");
}

}  // namespace
