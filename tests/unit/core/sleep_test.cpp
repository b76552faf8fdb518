// SPDX-License-Identifier: MIT
// Sleeping: in order, never early, and a sleep of zero costs nothing but a turn.
#include "tests/support/scenario.hpp"

#include <limits>

using namespace scenario;
using asyncio::Coro;
using asyncio::Instant;
using asyncio::Task;
using asyncio::Time;

namespace {

constexpr auto longest = std::numeric_limits<std::int64_t>::max();

Time now_us() { return asyncio::Loop::running()->time(); }

Coro<> sleeper(int milliseconds, std::string_view name) {
  co_await asyncio::sleep_ms(milliseconds);
  say(name, now_ms());
}

TEST(Sleep, EndsInTheOrderOfTheDeadlinesAndThenOfTheCalls) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task(sleeper(3, "a"));
              asyncio::create_task(sleeper(1, "b"));
              asyncio::create_task(sleeper(3, "c"));
              asyncio::create_task(sleeper(2, "d"));
              co_await asyncio::sleep_ms(3);
              say("main");
              co_await asyncio::sleep_ms(1);
            }),
            "b 1 d 2 main a 3 c 3 ok");
}

TEST(Sleep, OfZeroOrLessYieldsExactlyOnceWhateverItsUnit) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task([]() -> Coro<> {
                for (int turn = 1; turn != 9; ++turn) {
                  say(turn);
                  co_await asyncio::sleep_ms(0);
                }
              });
              co_await asyncio::sleep_ms(0);
              say("ms");
              co_await asyncio::sleep_ms(-5);
              say("negative");
              co_await asyncio::sleep(0);
              say("s");
              co_await asyncio::sleep(-0.5);
              say("negative");
              co_await asyncio::sleep_us(-5);
              say("us");
              co_await asyncio::sleep(-1min);
              say("chrono");
              co_await asyncio::sleep_until(0);
              say("until", now_us());
              co_await asyncio::sleep_until(Loop::running()->time() - 5'000);
              say("below zero", now_us());
            }),
            "1 ms 2 negative 3 s 4 negative 5 us 6 chrono 7 until 0 8 below zero 0 ok");
}

// The original counts from the call, and drops what was begun meanwhile.
TEST(Sleep, IsCountedFromTheAwaitAndNeverEndsEarly) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto sleep = asyncio::sleep_ms(10);
              sim()->work_ms(4);
              co_await sleep;
              say(now_ms());
              auto worker = []() -> Coro<> {
                sim()->work_ms(3);
                co_return;
              };
              asyncio::create_task(worker());
              auto sleeper = []() -> Coro<> {  // in the same pass, behind the work
                co_await asyncio::sleep_ms(10);
                say(now_ms());
              };
              co_await asyncio::create_task(sleeper());
            }),
            "14 27 ok");
}

TEST(Sleep, TakesSecondsFractionsAndChrono) {
  EXPECT_EQ(played([]() -> Coro<> {
              co_await asyncio::sleep(2);
              say(now_ms());
              co_await asyncio::sleep(0.5);
              say(now_ms());
              co_await asyncio::sleep(3ms);
              say(now_ms());
              co_await asyncio::sleep_ms(std::uint64_t{7});
              co_await asyncio::sleep_ms(std::int64_t{-7});
              co_await asyncio::sleep_until(5'000'000);
              say(now_ms());
            }),
            "2000 2500 2503 5000 ok");
}

// The original cuts off to whole milliseconds: 0.0009 s is 0 there.
TEST(Sleep, OfAFractionOfAMillisecondIsNotCutOff) {
  EXPECT_EQ(played([]() -> Coro<> {
              co_await asyncio::sleep(0.0009);
              say(now_us());
              co_await asyncio::sleep_us(7);
              say(now_us());
              co_await asyncio::sleep(0.0000001);
              say(now_us());
            }),
            "900 907 908 ok");
}

TEST(Sleep, OfAHugeLengthIsForEverAndCanBeCancelled) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto sleeps = [](auto sleep) -> Coro<> {
                Guard guard("left");
                co_await sleep;
                say("never");
              };
              Task<> tasks[] = {
                  asyncio::create_task(sleeps, asyncio::sleep_ms(longest)),
                  asyncio::create_task(sleeps, asyncio::sleep(longest)),
                  asyncio::create_task(sleeps, asyncio::sleep(1e300)),
                  asyncio::create_task(sleeps, asyncio::sleep_ms(~std::uint64_t{0})),
                  asyncio::create_task(sleeps, asyncio::sleep(std::chrono::hours::max())),
                  asyncio::create_task(sleeps, asyncio::sleep_until(asyncio::never)),
              };
              co_await asyncio::sleep(1'000'000'000);
              for (Task<>& task : tasks) {
                EXPECT_FALSE(task.done());
                co_await asyncio::cancel_and_wait(task);
              }
            }),
            "left left left left left left ok");
}

// The original's ticks wrap, at 2^30 ms on small ports.
TEST(Sleep, DeadlinesDoNotWrapWhereSmallCountersDo) {
  for (const std::uint64_t wrap_ms : {(1ull << 30), (1ull << 32) / 1000, (1ull << 32)}) {
    const std::string text = played([wrap_ms]() {
      sim()->set_time((wrap_ms - 2) * 1000);
      auto main = [](std::uint64_t wrap) -> Coro<> {
        auto says = [](std::string_view name, int length) -> Coro<> {
          co_await asyncio::sleep_ms(length);
          say(name);
        };
        asyncio::create_task(says, std::string_view("after"), 4);
        asyncio::create_task(says, std::string_view("before"), 1);
        co_await asyncio::sleep_ms(8);
        say(now_ms() - wrap);
      };
      return main(wrap_ms);
    });
    EXPECT_EQ(text, "before after 6 ok") << wrap_ms;
  }
}

// Others that only yield do not keep it from its turn.
TEST(Sleep, UntilThePastTakesOneTurnInABusyLoopToo) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto sleeps = []() -> Coro<> { co_await asyncio::sleep_until(0); };
              Task<> sleeper = asyncio::create_task(sleeps);
              Task<> call = asyncio::Loop::running()->call_later_ms(0, [] {});
              int turns = 0;
              while (!(sleeper.done() && call.done()) && turns != 50) {
                ++turns;
                co_await asyncio::sleep_ms(0);
              }
              say(turns < 4 ? "soon" : "late");
            }),
            "soon ok");
}

TEST(Sleep, UntilAnInstantDoesNotDrift) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Time next = now_us();
              for (int tick = 0; tick != 3; ++tick) {
                sim()->work_ms(3);
                next += 10'000;
                co_await asyncio::sleep_until(next);
                say(now_ms());
              }
            }),
            "10 20 30 ok");
}

/// A clock that counts its readings, and whose `now` says what it is told.
class CountingPort final : public asyncio::Port {
 public:
  explicit CountingPort(std::uint32_t granularity = 0) : Port(granularity) {}
  Instant now() noexcept override {
    ++readings;
    return time;
  }
  bool wait(Instant deadline) noexcept override {
    ++waits;
    if (deadline == asyncio::never) return false;
    time = deadline > time ? deadline : time;
    return true;
  }
  Instant time{};
  int readings = 0;
  int waits = 0;
};

TEST(Sleep, OfZeroReadsNoClock) {
  CountingPort port;
  asyncio::Loop loop(port);
  auto yields = [](CountingPort& its_port) -> Coro<int> {
    co_await asyncio::sleep_ms(0);
    const int before = its_port.readings;
    for (int turn = 0; turn != 1000; ++turn) co_await asyncio::sleep_ms(0);
    co_return its_port.readings - before;
  };
  asyncio::Result<int> result = loop.run_until_complete(yields(port));
  EXPECT_EQ(*result, 0);
}

TEST(Sleep, AddsTheGranularityOfAClockThatRoundsDown) {
  CountingPort port(1);
  asyncio::Loop loop(port);
  auto sleeps = []() -> Coro<> { co_await asyncio::sleep_us(10); };
  EXPECT_TRUE(loop.run_until_complete(sleeps()).ok());
  EXPECT_EQ(asyncio::to_microseconds(port.time), 11u);
}

/// A clock that counts milliseconds.
class TickingPort final : public asyncio::Port {
 public:
  static constexpr std::uint32_t tick = 1000;
  TickingPort() noexcept : Port(tick) {}
  Instant now() noexcept override { return asyncio::at_microseconds(time / tick * tick); }
  bool wait(Instant deadline) noexcept override {
    while (now() < deadline) ++time;
    return true;
  }
  Time time = 0;  // what the clock cannot show
};

TEST(Sleep, NeverEndsEarlyByAClockThatCountsMilliseconds) {
  TickingPort port;
  asyncio::Loop loop(port);
  auto sleeps = [](Time length) -> Coro<> { co_await asyncio::sleep_us(length); };
  for (Time start = 0; start < 3 * TickingPort::tick; start += 37) {
    for (const Time length : {1, 500, 999, 1000, 1001, 2500}) {
      const Time before = port.time += start;
      EXPECT_TRUE(loop.run_until_complete(sleeps(length)).ok());
      EXPECT_GE(port.time - before, length);
      EXPECT_LE(port.time - before, length + 2 * TickingPort::tick);
    }
  }
}

TEST(Sleep, WaitsOncePerDeadlineWhenNothingElseIsToBeDone) {
  CountingPort port;
  asyncio::Loop loop(port);
  auto sleeps = []() -> Coro<> {
    for (int turn = 0; turn != 10; ++turn) co_await asyncio::sleep(1);
  };
  EXPECT_TRUE(loop.run_until_complete(sleeps()).ok());
  EXPECT_EQ(port.waits, 10);
  EXPECT_EQ(loop.wakeups(), 10u);
#if UASYNCIO_DIAGNOSTICS
  EXPECT_EQ(loop.idle_time(), 10'000'000u);
#endif
}

}  // namespace
