// SPDX-License-Identifier: MIT
// Barrier: rounds, indexes, callbacks, cancels, breaking it, and barriers that go early.
#include "uasyncio/sync/barrier.hpp"

#include "tests/support/scenario.hpp"

#include <memory>
#include <optional>

using namespace scenario;
using asyncio::Barrier;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Task;

namespace {

/// Arrives after so long, and says its name and index when it is let go.
template <class T>
Coro<> party(Barrier<T>& barrier, const char* name, int milliseconds = 0) {
  co_await asyncio::sleep_ms(milliseconds);
  auto index = co_await asyncio::as_result(barrier.wait());
  say(name);
  say(index ? std::to_string(*index) : index.error().name());
}

TEST(Barrier, LetsAllGoInTheOrderOfArrivalAndTheLastWithoutYielding) {
  EXPECT_EQ(played([]() -> Coro<> {
              Barrier barrier(3);
              asyncio::create_task(party(barrier, "a", 2));
              asyncio::create_task(party(barrier, "b", 1));
              co_await asyncio::sleep_ms(5);
              say(barrier.n_waiting(), barrier.busy());
              say("main", co_await barrier);
              say(barrier.n_waiting(), barrier.busy());
              co_await asyncio::sleep_ms(0);
            }),
            "2 1 main 2 0 0 b 0 a 1 ok");
}

TEST(Barrier, BeginsAnewAfterEachRound) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto rounds = [](Barrier<>& barrier, const char* name) -> Coro<> {
                for (int round = 0; round != 3; ++round) {
                  co_await barrier.wait();
                  say(name);
                }
              };
              Barrier barrier(2);
              Task<> a = asyncio::create_task(rounds(barrier, "a"));
              Task<> b = asyncio::create_task(rounds(barrier, "b"));
              co_await a;
              co_await b;
              say(barrier.busy());
            }),
            "b a a b b a 0 ok");
}

TEST(Barrier, OfOnePartyNeverWaits) {
  EXPECT_EQ(played([]() -> Coro<> {
              Barrier barrier(1);
              say(co_await barrier.wait(), barrier.trigger());
            }),
            "0 1 ok");
}

TEST(Barrier, WithoutPartiesFailsWithValueError) {
  EXPECT_EQ(played([]() -> Coro<> {
              Barrier barrier(0);
              say(barrier.trigger());
              co_await barrier.wait();
            }),
            "0 ValueError");
}

// micropython-async's own example: busy is false, true between the triggers, and false again.
TEST(Barrier, CountsTriggersWithoutWaiting) {
  EXPECT_EQ(played([]() -> Coro<> {
              Barrier barrier(2);
              say(barrier.busy());
              EXPECT_FALSE(barrier.trigger());
              say(barrier.busy());
              EXPECT_TRUE(barrier.trigger());
              say(barrier.busy());
              Task<> a = asyncio::create_task(party(barrier, "a"));
              asyncio::Loop::running()->call_later_ms(3, [&barrier] { barrier.trigger(); });
              co_await a;
              say(now_ms());
            }),
            "0 1 0 a 0 3 ok");
}

TEST(Barrier, RunsItsCallbackBeforeAnybodyGoesOn) {
  EXPECT_EQ(played([]() -> Coro<> {
              int rounds = 0;
              Barrier barrier(
                  2,
                  [&rounds](int step) {
                    say("callback");
                    return rounds += step;
                  },
                  10);
              say(barrier.result().has_value());
              asyncio::create_task(party(barrier, "a"));
              co_await party(barrier, "b", 1);
              co_await asyncio::sleep_ms(0);
              say(barrier.result().value(), !barrier.task());
              EXPECT_FALSE(barrier.trigger());
              EXPECT_TRUE(barrier.trigger());
              say(barrier.result().value());
            }),
            "0 callback b 1 a 0 10 1 callback 20 ok");
}

TEST(Barrier, MakesATaskOfACoroutineFunction) {
  EXPECT_EQ(played([]() -> Coro<> {
              Barrier barrier(1, value_after, 5, 2);
              co_await barrier;
              say("on", barrier.result().has_value());
              say(co_await barrier.task(), now_ms());
            }),
            "on 0 5 2 ok");
}

TEST(Barrier, TakesACallbackThatWasMadeBefore) {
  asyncio::Callback<int> callback([] { return 4; });
  Barrier barrier(1, std::move(callback));
  EXPECT_TRUE(barrier.trigger());
  EXPECT_EQ(barrier.result(), 4);
}

TEST(Barrier, AnArrivalInItsCallbackCountsForTheNextRound) {
  Barrier<>* its_barrier = nullptr;
  Barrier barrier(2, [&its_barrier] { EXPECT_FALSE(its_barrier->trigger()); });
  its_barrier = &barrier;
  EXPECT_FALSE(barrier.trigger());
  EXPECT_TRUE(barrier.trigger());
  EXPECT_EQ(barrier.n_waiting(), 1);
}

TEST(Barrier, ACancelAfterTheReleaseDoesNotUndoIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              Barrier barrier(2);
              Task<> a = asyncio::create_task(party(barrier, "a"));
              co_await asyncio::sleep_ms(1);
              say(co_await barrier);
              a.cancel();
              co_await asyncio::sleep_ms(0);
              say(a.cancelled(), barrier.n_waiting());
            }),
            "1 1 0 ok");
}

TEST(Barrier, AWaiterWhoseTimeRunsOutHasNotArrived) {
  EXPECT_EQ(played([]() -> Coro<> {
              Barrier barrier(2);
              say(co_await error_of(asyncio::wait_for_ms(barrier.wait(), 5)), barrier.busy());
            }),
            "TimeoutError 0 ok");
}

TEST(Barrier, CountsOnlyWhoIsStillThereWhenTheRoundMayBeFull) {
  EXPECT_EQ(played([]() -> Coro<> {
              Barrier barrier(4);
              for (int round = 0; round != 2; ++round) {
                for (const bool stay : {false, true}) {
                  Task<> a = asyncio::create_task(party(barrier, "a"));
                  Task<> b = asyncio::create_task(party(barrier, "b"));
                  co_await asyncio::sleep_ms(1);
                  if (stay) break;
                  co_await asyncio::cancel_and_wait(a);
                  co_await asyncio::cancel_and_wait(b);
                }
                say(barrier.n_waiting());
                say(barrier.trigger());
                say("main", co_await barrier.wait());
                co_await asyncio::sleep_ms(1);
              }
            }),
            "2 0 main 2 a 0 b 1 2 0 main 2 a 0 b 1 ok");
}

TEST(Barrier, AbortedFailsWaitersAndNewcomersUntilReset) {
  EXPECT_EQ(played([]() -> Coro<> {
              Barrier barrier(3);
              asyncio::create_task(party(barrier, "a"));
              co_await asyncio::sleep_ms(1);
              barrier.trigger();
              barrier.abort();
              say(barrier.broken(), barrier.n_waiting());
              co_await party(barrier, "main");
              say(barrier.trigger(), barrier.n_waiting());
              barrier.reset();
              say(barrier.broken());
              EXPECT_FALSE(barrier.trigger());
              EXPECT_FALSE(barrier.trigger());
              co_await party(barrier, "main");
            }),
            "1 0 a BrokenBarrierError main BrokenBarrierError 0 0 0 main 0 ok");
}

TEST(Barrier, ResetFailsThoseWhoWaitAndNobodyElse) {
  EXPECT_EQ(played([]() -> Coro<> {
              Barrier barrier(2);
              asyncio::create_task(party(barrier, "old"));
              co_await asyncio::sleep_ms(1);
              barrier.reset();
              asyncio::create_task(party(barrier, "new"));
              co_await asyncio::sleep_ms(1);
              say("main", co_await barrier);
              co_await asyncio::sleep_ms(0);
            }),
            "old BrokenBarrierError main 1 new 0 ok");
}

TEST(Barrier, ACallbackThatBreaksItFailsTheLastOneToo) {
  EXPECT_EQ(played([]() -> Coro<> {
              Barrier<>* its_barrier = nullptr;
              Barrier barrier(2, [&its_barrier] { its_barrier->abort(); });
              its_barrier = &barrier;
              asyncio::create_task(party(barrier, "a"));
              co_await party(barrier, "b", 1);
              co_await asyncio::sleep_ms(0);
              say(barrier.broken());
            }),
            "b BrokenBarrierError a BrokenBarrierError 1 ok");
}

#if UASYNCIO_EXCEPTIONS
TEST(Barrier, ACallbackThatThrowsBreaksItAndReachesTheLastOne) {
  EXPECT_EQ(played([]() -> Coro<> {
              Barrier barrier(2, [] { throw asyncio::OSError(5); });
              asyncio::create_task(party(barrier, "a"));
              co_await party(barrier, "b", 1);
              co_await asyncio::sleep_ms(0);
              say(barrier.broken());
              barrier.reset();
              barrier.trigger();
              EXPECT_THROW(barrier.trigger(), asyncio::OSError);
              say(barrier.broken());
            }),
            "b OSError a BrokenBarrierError 1 1 ok");
}
#endif

TEST(Barrier, AllocatesNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              Barrier barrier(2);
              asyncio::Loop::running()->call_later_ms(1, [&barrier] { barrier.trigger(); });
              asyncio::FramePool::current().fail_allocation(1);
              co_await barrier.wait();
              asyncio::FramePool::current().fail_allocation(0);
              say(now_ms());
            }),
            "1 ok");
}

TEST(Barrier, DestroyedWithWaitersCancelsThemAndThoseLetGoGoOn) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto barrier = std::make_unique<Barrier<>>(2);
              Task<> a = asyncio::create_task(party(*barrier, "a"));
              co_await asyncio::sleep_ms(1);
              barrier->trigger();
              barrier = std::make_unique<Barrier<>>(2);
              Task<> b = asyncio::create_task(party(*barrier, "b"));
              co_await asyncio::sleep_ms(1);
              barrier.reset();
              co_await asyncio::sleep_ms(1);
              say(a.cancelled(), b.cancelled());
            }),
            "a 0 0 1 ok");
}

TEST(Barrier, OutlivesALoopThatIsDestroyedWhileTasksWaitForIt) {
  Barrier barrier(3);
  {
    asyncio::SimPort port;
    asyncio::Loop loop(port);
    loop.create_task(party(barrier, "a"));
    loop.create_task(party(barrier, "b"));
    EXPECT_TRUE(loop.run_until_complete(value_after(1, 1)).ok());
    EXPECT_EQ(barrier.n_waiting(), 2);
  }
  EXPECT_EQ(barrier.n_waiting(), 0);
}

// micropython-async: a cancelled waiter still counts as arrived.
TEST(OriginalDefectsOfBarrier, ACancelledWaiterDoesNotCount) {
  EXPECT_EQ(played([]() -> Coro<> {
              Barrier barrier(3);
              Task<> a = asyncio::create_task(party(barrier, "a"));
              Task<> b = asyncio::create_task(party(barrier, "b"));
              co_await asyncio::sleep_ms(1);
              co_await asyncio::cancel_and_wait(a);
              say(barrier.n_waiting());
              asyncio::create_task(party(barrier, "c"));
              co_await asyncio::sleep_ms(1);
              say("waiting", barrier.n_waiting());
              co_await party(barrier, "main");
              co_await b;
            }),
            "1 waiting 2 main 2 b 0 c 1 ok");
}

}  // namespace
