// SPDX-License-Identifier: MIT
// Tasks that poll with sleep_ms(0) in virtual time: time moves on, nothing hangs without a word.
#include "tests/support/scenario.hpp"

#include <algorithm>

using namespace scenario;
using asyncio::Coro;
using asyncio::SimPort;
using asyncio::Time;

namespace {

constexpr int passes_without_time = 10'000;

Coro<> yield_times(int passes) {
  for (int pass = 0; pass != passes; ++pass) co_await asyncio::sleep_ms(0);
}

Coro<> poll(const bool& is_ready) {
  while (!is_ready) co_await asyncio::sleep_ms(0);
  say("ready", asyncio::Loop::running()->time());
}

Coro<> poll_the_clock(Time end) {
  while (asyncio::Loop::running()->time() < end) co_await asyncio::sleep_ms(0);
}

std::size_t count_of(std::string_view part, std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(Polling, SeesWhatASleeperDidAtItsInstantInTheNextPass) {
  for (const asyncio::Policy policy : {asyncio::Policy::round_robin, asyncio::Policy::io_first}) {
    EXPECT_EQ(played(
                  []() -> Coro<> {
                    bool is_ready = false;
                    auto source = [](bool& its_ready) -> Coro<> {
                      co_await asyncio::sleep_us(200'033);
                      its_ready = true;
                      say("set", asyncio::Loop::running()->time());
                    };
                    co_await asyncio::gather(poll(is_ready), source(is_ready));
                  },
                  policy),
              "set 200033 ready 200133 ok");
  }
}

TEST(Polling, SeesWhatAnInterruptDoesAtItsInstant) {
  EXPECT_EQ(played([]() -> Coro<> {
              bool is_ready = false;
              sim()->at(7'777, [&is_ready] { is_ready = true; });
              co_await poll(is_ready);
            }),
            "ready 7777 ok");
}

TEST(Polling, OfTheClockEnds) {
  EXPECT_EQ(played([]() -> Coro<> {
              co_await poll_the_clock(50'000);
              say(asyncio::Loop::running()->time());
            }),
            "50000 ok");
}

TEST(Polling, TakesNoTimeForTenThousandPassesAfterARest) {
  EXPECT_EQ(played([]() -> Coro<> {
              co_await yield_times(passes_without_time - 10);
              say(asyncio::Loop::running()->time());
              co_await yield_times(20);
              say(asyncio::Loop::running()->time() != 0 ? "moved" : "stood still");
              co_await asyncio::sleep_ms(1);
              const Time start = asyncio::Loop::running()->time();
              co_await yield_times(passes_without_time - 10);
              say(asyncio::Loop::running()->time() - start);
            }),
            "0 moved 0 ok");
}

TEST(Polling, InVainIsReportedOnceWithTheTasks) {
  SimPort port;
  asyncio::Loop loop(port);
  EXPECT_TRUE(loop.run_until_complete(poll_the_clock(30'000'000)).ok());
#if UASYNCIO_DIAGNOSTICS
  EXPECT_EQ(count_of("nothing is to come", port.transcript()), 1u);
  EXPECT_EQ(count_of("  main: ready", port.transcript()), 1u) << port.transcript();
#endif
}

TEST(Polling, BesideATimerIsNotInVain) {
  SimPort port;
  asyncio::Loop loop(port);
  loop.call_later(40, [] {});
  EXPECT_TRUE(loop.run_until_complete(poll_the_clock(30'000'000)).ok());
  EXPECT_EQ(port.transcript(), "");
}

TEST(Polling, EndsWithAnInterruption) {
  bool never_ready = false;
  SimPort port;
  asyncio::Loop loop(port);
  port.at(5'000'000, [&loop] { loop.interrupt(); });
  EXPECT_EQ(loop.run_until_complete(poll(never_ready)).error(), asyncio::Error::interrupted);
  EXPECT_EQ(asyncio::to_microseconds(port.now()), 5'000'000u);
}

}  // namespace
