// SPDX-License-Identifier: MIT
// Alarm: rings and deadlines without a task.
#include "tests/support/scenario.hpp"

#include <optional>
#include <uasyncio/threadsafe/alarm.hpp>

using namespace scenario;
using asyncio::Coro;

namespace {

struct Bell : asyncio::Alarm {
  Bell() noexcept
      : Alarm([](Alarm&, Cause cause) noexcept {
          say(cause == Cause::rung ? "rung" : "due", asyncio::to_microseconds(Alarm::now()) / 1000);
        }) {}
  using Alarm::deadline;
  using Alarm::ring;
  using Alarm::start;
  using Alarm::stop;
  void ring_at(asyncio::Time when) { Alarm::ring_at(asyncio::at_microseconds(when)); }
};

TEST(Alarm, AnswersOnceForAllRingsBeforeIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bell bell;
              sim()->at(5'000, [&bell] {
                bell.ring();
                bell.ring();
              });
              sim()->at(7'000, [&bell] { bell.ring(); });
              co_await asyncio::sleep_ms(10);
            }),
            "rung 5 rung 7 ok");
}

TEST(Alarm, HasOneDeadlineThatCanBeMovedAndTakenBack) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bell bell;
              bell.ring_at(5'000);
              bell.ring_at(3'000);
              co_await asyncio::sleep_ms(10);
              bell.ring_at(15'000);
              say(asyncio::to_microseconds(bell.deadline()));
              bell.ring_at(asyncio::never);
              say(bell.deadline() == asyncio::never);
              co_await asyncio::sleep_ms(10);
            }),
            "due 3 15000 1 ok");
}

TEST(Alarm, OutlivesItsLoopAndGoesOnInTheNext) {
  std::optional<Bell> bell(std::in_place);
  bell->ring();
  for (int round = 0; round != 2; ++round) {
    EXPECT_EQ(played([&]() -> Coro<> {
                sim()->at(2'000, [&bell] { bell->ring(); });
                co_await asyncio::sleep_ms(5);
                bell->ring_at(100'000);  // goes with the loop
                bell->ring();            // and so does this
              }),
              "rung 2 ok");
  }
  EXPECT_EQ(played([&]() -> Coro<> {
              co_await asyncio::sleep(1);
              say(bell->deadline() == asyncio::never);
              bell->ring_at(2'000'000);
              bell.reset();
              co_await asyncio::sleep(5);
            }),
            "1 ok");
}

TEST(Alarm, ThatIsStoppedDoesNotAnswerWhatHasRungAlready) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bell bell;
              bell.ring();
              bell.ring_at(1'000);
              bell.stop();
              co_await asyncio::sleep_ms(5);
              bell.start();
              bell.ring();
              co_await asyncio::sleep_ms(5);
            }),
            "rung 5 ok");
}

TEST(Alarm, MayGoBetweenTheRingAndTheAnswer) {
  EXPECT_EQ(played([]() -> Coro<> {
              {
                Bell bell;
                bell.ring();
              }
              co_await asyncio::sleep_ms(1);
            }),
            "ok");
}

}  // namespace
