// Sleeping: in order, never early, and a sleep of zero costs nothing but a turn.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;
using asyncio::Time;

namespace {

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

TEST(Sleep, OfZeroYieldsExactlyOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task([]() -> Coro<> {
                for (int turn = 1; turn != 4; ++turn) {
                  say(turn);
                  co_await asyncio::sleep_ms(0);
                }
              });
              say("a");
              co_await asyncio::sleep_ms(0);
              say("b");
              co_await asyncio::sleep(0);
              say("c");
              co_await asyncio::sleep_us(-5);
              say("d");
            }),
            "a 1 b 2 c 3 d ok");
}

TEST(Sleep, IsCountedFromAFreshReadingOfTheClock) {
  EXPECT_EQ(played([]() -> Coro<> {
              sim()->work_ms(7);  // the loop has not looked at the clock since
              co_await asyncio::sleep_ms(5);
              say(now_ms());
            }),
            "12 ok");
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

TEST(Sleep, OfAHugeLengthIsForEver) {
  EXPECT_EQ(played([]() -> Coro<> {
              const auto forever = [](int kind) -> Coro<> {
                switch (kind) {
                  case 0: co_await asyncio::sleep(1e300); break;
                  case 1: co_await asyncio::sleep_ms(~std::uint64_t{0}); break;
                  case 2: co_await asyncio::sleep(std::chrono::hours::max()); break;
                  default: co_await asyncio::sleep_until(asyncio::never); break;
                }
                say("never");
              };
              for (int kind = 0; kind != 4; ++kind) asyncio::create_task(forever(kind));
              co_await asyncio::sleep_ms(4'000'000'000u);
              say(now_ms());
            }),
            "4000000000 ok");
}

TEST(Sleep, WorksWhereA32BitClockWouldWrap) {
  EXPECT_EQ(played([]() -> Coro<> {
              sim()->set_time((Time{1} << 32) - 500);
              const Time before = asyncio::Loop::running()->time();
              co_await asyncio::sleep_ms(1);
              EXPECT_EQ(asyncio::Loop::running()->time() - before, 1000u);
            }),
            "ok");
}

TEST(Sleep, UntilThePastTakesOneTurnAlsoIfOthersAreBusy) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> busy = asyncio::create_task([]() -> Coro<> {
                for (int turn = 0; turn != 100; ++turn) co_await asyncio::sleep_ms(0);
                say("busy");
              });
              for (int turn = 0; turn != 3; ++turn) co_await asyncio::sleep_until(0);
              say("main");
              co_await busy;
            }),
            "main busy ok");
}

/// A clock that counts its readings, and whose `now` says what it is told.
class CountingPort final : public asyncio::Port {
 public:
  explicit CountingPort(std::uint32_t granularity = 0) : Port(granularity) {}
  Time now() noexcept override {
    ++readings;
    return time;
  }
  bool wait(Time deadline) noexcept override {
    ++waits;
    if (deadline == asyncio::never) return false;
    time = deadline > time ? deadline : time;
    return true;
  }
  Time time = 0;
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
  EXPECT_EQ(port.time, 11u);
}

/// A clock that counts milliseconds.
class TickingPort final : public asyncio::Port {
 public:
  static constexpr std::uint32_t tick = 1000;
  TickingPort() noexcept : Port(tick) {}
  Time now() noexcept override { return time / tick * tick; }
  bool wait(Time deadline) noexcept override {
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
