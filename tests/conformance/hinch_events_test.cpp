// SPDX-License-Identifier: MIT
// micropython-async's worked examples for events: presses of three lengths, an instrument, and a
// consumer that ends when its producer has gone. The Events are what drivers would set.
#include "tests/support/scenario.hpp"

#include <functional>

using namespace scenario;
using asyncio::Coro;
using asyncio::Delay_ms;
using asyncio::Event;
using asyncio::Task;
using asyncio::WaitAll;
using asyncio::WaitAny;

namespace {

struct Switch {
  Event close;
  Event open;
};

/// Pressed for so long.
Coro<> press(Switch& its, int milliseconds) {
  its.close.set();
  co_await asyncio::sleep_ms(milliseconds);
  its.open.set();
  co_await asyncio::sleep_ms(100);
}

/// Two time limits that begin when the switch closes.
struct PressTimes {
  Delay_ms<> fairly_long{1000};
  Delay_ms<> very_long{8000};

  void stop() noexcept {
    fairly_long.stop();
    very_long.stop();
  }
  void trigger() noexcept {
    fairly_long.trigger();
    very_long.trigger();
  }
};

/// Says what a press is as soon as it is that long.
Coro<> tell_at_once(Switch& its) {
  PressTimes times;
  WaitAny open_or_fairly_long(its.open, times.fairly_long);
  WaitAny open_or_very_long(its.open, times.very_long);
  for (;;) {
    times.stop();
    co_await its.close.wait();
    its.close.clear();
    times.trigger();
    auto end = co_await open_or_fairly_long.wait();
    if (end == its.open) {
      say("short", now_ms());
    } else {
      say("fairly long", now_ms());
      end = co_await open_or_very_long.wait();
      if (end == times.very_long) say("very long", now_ms());
    }
    co_await its.open.wait();
    its.open.clear();
  }
}

/// Says what a press was when it is over.
Coro<> tell_at_release(Switch& its) {
  PressTimes times;
  for (;;) {
    times.stop();
    co_await its.close.wait();
    its.close.clear();
    times.trigger();
    co_await its.open.wait();
    its.open.clear();
    if (!times.very_long()) {
      say("very long", now_ms());
    } else if (!times.fairly_long()) {
      say("fairly long", now_ms());
    } else {
      say("short", now_ms());
    }
  }
}

std::string presses(Coro<> (*tell)(Switch&)) {
  return played([tell]() -> Coro<> {
    Switch its;
    Task<> teller = asyncio::create_task(tell, std::ref(its));
    for (int milliseconds : {300, 2'000, 9'000, 200}) co_await press(its, milliseconds);
    co_await asyncio::cancel_and_wait(teller);
  });
}

struct Instrument {
  Event start;
  Event sensor;
};

/// At least five seconds and one detection; at most a minute.
Coro<> measure(Instrument& its) {
  Delay_ms<> least(5'000);
  WaitAll complete(its.sensor, least);
  for (;;) {
    its.start.clear();
    co_await its.start.wait();
    complete.clear();  // the published code clears a tuple, which has no such method
    least.trigger();
    say("start", now_ms());
    auto end = co_await asyncio::as_result(asyncio::wait_for(complete.wait(), 60));
    say(end ? "complete" : "given up", now_ms());
  }
}

/// Sets an event at that second.
void at(int second, Event& event) {
  asyncio::Loop::running()->call_at(asyncio::Time{1'000'000} * second, [&event] { event.set(); });
}

std::string measured(void (*play)(Instrument&)) {
  return played([play]() -> Coro<> {
    Instrument its;
    Task<> instrument = asyncio::create_task(measure, std::ref(its));
    play(its);
    co_await asyncio::sleep(100);
    co_await asyncio::cancel_and_wait(instrument);
  });
}

}  // namespace

TEST(HinchPresses, AreToldApartWhileTheyLast) {
  EXPECT_EQ(presses(&tell_at_once),
            "short 300 fairly long 1400 fairly long 3500 very long 10500 short 11800 ok");
}

TEST(HinchPresses, AreToldApartAtTheRelease) {
  EXPECT_EQ(presses(&tell_at_release), "short 300 fairly long 2400 very long 11500 short 11800 ok");
}

// Released at the moment at which the time runs out: the time-out comes first, and the release is
// not lost.
TEST(HinchPresses, OfExactlyTheTimeAreFairlyLong) {
  EXPECT_EQ(played([]() -> Coro<> {
              Switch its;
              Task<> teller = asyncio::create_task(tell_at_once, std::ref(its));
              co_await press(its, 1000);
              co_await press(its, 300);
              co_await asyncio::cancel_and_wait(teller);
            }),
            "fairly long 1000 short 1400 ok");
}

TEST(HinchInstrument, OneDetectionWithinTheFiveSecondsIsEnough) {
  EXPECT_EQ(measured([](Instrument& its) {
              at(1, its.start);
              at(3, its.sensor);
              at(4, its.sensor);  // ignored
            }),
            "start 1000 complete 6000 ok");
}

TEST(HinchInstrument, WaitsForALateDetection) {
  EXPECT_EQ(measured([](Instrument& its) {
              at(1, its.start);
              at(20, its.sensor);
            }),
            "start 1000 complete 20000 ok");
}

TEST(HinchInstrument, IsGivenUpAfterAMinuteAndMayBeStartedAgain) {
  EXPECT_EQ(measured([](Instrument& its) {
              at(1, its.start);
              at(70, its.start);
              at(71, its.sensor);
            }),
            "start 1000 given up 61000 start 70000 complete 75000 ok");
}

TEST(HinchInstrument, IgnoresPressesWhileItRunsAndEarlierDetections) {
  EXPECT_EQ(measured([](Instrument& its) {
              at(1, its.sensor);
              at(2, its.start);
              at(4, its.start);
              at(10, its.sensor);
              at(20, its.start);
              at(30, its.sensor);
            }),
            "start 2000 complete 10000 start 20000 complete 30000 ok");
}

// The consumer ends a second after the last sign of life of its producer, however that has ended.
TEST(HinchKeepAlive, TheConsumerEndsWhenItsProducerStops) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event item;
              Delay_ms<> keep_alive(1000);
              Task<> producer = asyncio::create_task(
                  [](Event* event, Delay_ms<>* its) -> Coro<> {
                    for (;;) {
                      its->trigger();
                      event->set();
                      co_await asyncio::sleep_ms(700);
                    }
                  },
                  &item, &keep_alive);
              asyncio::Loop::running()->call_later_ms(2000, [producer] { producer.cancel(); });
              WaitAny any(item, keep_alive);
              for (;;) {
                const auto winner = co_await any.wait();
                if (winner == keep_alive) break;
                item.clear();
                say("item", now_ms());
              }
              keep_alive.clear();
              say("gone", now_ms());
            }),
            "item 0 item 700 item 1400 gone 2400 ok");
}
