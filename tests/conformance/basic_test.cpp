// SPDX-License-Identifier: MIT
// Scripts basic, basic2 and get_event_loop: how long sleeps are, and what a run gives back.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Loop;
using asyncio::SimPort;

namespace {

Coro<> sleep_and_say(double seconds) {
  const auto start = now_ms();
  co_await asyncio::sleep(seconds);
  say(now_ms() - start);
}

Coro<> background() {
  Guard guard("~background");
  say("started");
  co_await asyncio::sleep(10);
  say("woken");
}

Coro<int> returns_42() {
  asyncio::create_task(background());
  co_await asyncio::sleep_ms(0);
  co_return 42;
}

}  // namespace

TEST(BasicScript, SleepsAreAsLongAsAskedAndNegativeIsZero) {
  EXPECT_EQ(played([]() -> Coro<> {
              co_await sleep_and_say(0.2);
              co_await sleep_and_say(0.4);
              co_await sleep_and_say(-1);
              co_await sleep_and_say(0);
            }),
            "200 400 0 0 ok");
}

TEST(BasicScript, RunUntilCompleteGivesTheValueWhileATaskStillSleeps) {
  words().clear();
  SimPort port;
  {
    Loop loop(port);
    auto result = loop.run_until_complete(returns_42());
    say(result.value());
    EXPECT_EQ(loop.live_tasks(), 1u);
    EXPECT_EQ(loop.time(), 0u) << "nobody waits for the sleeping task";
  }
  EXPECT_EQ(words(), "started 42 ~background");
}

// CPython's rule: what is left is cancelled. (On the real clock, which is not waited for.)
TEST(BasicScript, RunGivesTheValueAndCancelsWhatIsLeft) {
  words().clear();
  say(asyncio::run(returns_42()));
  EXPECT_EQ(words(), "started ~background 42");
}

TEST(GetEventLoopScript, ALoopRunsOneMainAfterTheOther) {
  words().clear();
  SimPort port;
  Loop loop(port);
  auto twice = [](int number) -> Coro<int> {
    say("begin", number);
    co_await asyncio::sleep_ms(5);
    say("end", now_ms());
    co_return 2 * number;
  };
  say(loop.run_until_complete(twice(3)).value());
  say(loop.run_until_complete(twice(4)).value());
  EXPECT_EQ(words(), "begin 3 end 5 6 begin 4 end 10 8");
}
