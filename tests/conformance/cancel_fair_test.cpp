// SPDX-License-Identifier: MIT
// Scripts cancel_fair and cancel_fair2: being cancelled, again and again, starves nobody.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

namespace {

/// Sleeps for ever, and answers each cancel by cancelling `rival`.
Coro<> duellist(std::string_view name, const Task<>* rival, int rounds) {
  for (int round = 0; round != rounds; ++round) {
    auto outcome = co_await asyncio::as_outcome(asyncio::sleep(1000));
    say(outcome.cancelled() ? name : "late");
    rival->cancel();
  }
}

/// Cancels `victim` in every turn.
Coro<> bully(std::string_view name, const Task<>* victim, int turns) {
  for (int turn = 0; turn != turns; ++turn) {
    say(name);
    victim->cancel();
    co_await asyncio::sleep_ms(0);
  }
}

}  // namespace

TEST(CancelFairScript, TasksThatCancelEachOtherDoNotStarveAThird) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> a, b;
              a = asyncio::create_task(duellist("a", &b, 3));
              b = asyncio::create_task(duellist("b", &a, 3));
              Task<> c = asyncio::create_task(yields("c", 6));
              co_await asyncio::sleep_ms(0);
              a.cancel();
              co_await c;
              co_await b;
            }),
            "c c a c b c a c b c a b ok");
}

// The victim was made first and keeps its place among the bullies.
TEST(CancelFair2Script, ATaskCancelledBySeveralOthersGetsItsTurn) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> self;
              Task<> victim = asyncio::create_task(duellist("victim", &self, 4));
              asyncio::create_task(bully("x", &victim, 3));
              asyncio::create_task(bully("y", &victim, 3));
              Task<> last = asyncio::create_task(yields("z", 4));
              co_await last;
              say(victim.done() ? "done" : "waiting");
              co_await asyncio::cancel_and_wait(victim);
            }),
            "x y z victim x y z victim x y z victim z waiting victim ok");
}
