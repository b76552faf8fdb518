// SPDX-License-Identifier: MIT
// Lock: order, hand-over, cancels and time-outs at every point, locks and loops that go early.
#include "uasyncio/sync/lock.hpp"

#include "tests/support/scenario.hpp"
#include "uasyncio/sync/with.hpp"

#include <optional>

using namespace scenario;
using asyncio::Coro;
using asyncio::Lock;
using asyncio::Task;

namespace {

/// Holds the lock for so long, and says when it has it.
Coro<> holder(Lock& lock, int number, int milliseconds = 0) {
  Guard guard("~" + std::to_string(number));
  auto held = co_await asyncio::with(lock);
  say(number);
  co_await asyncio::sleep_ms(milliseconds);
}

TEST(Lock, ThatIsFreeIsAcquiredWithoutYielding) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              asyncio::create_task(says("other"));
              co_await lock.acquire();
              say(lock.locked());
              EXPECT_FALSE(lock.try_acquire());
              EXPECT_TRUE(lock.release());
              say(lock.locked());
              EXPECT_TRUE(lock.try_acquire());
              EXPECT_TRUE(lock.release());
              co_await asyncio::sleep_ms(0);
            }),
            "1 0 other ok");
}

TEST(Lock, GoesToManyWaitersInTheirOrder) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              for (int n = 1; n != 6; ++n) asyncio::create_task(holder(lock, n, 1));
              co_await asyncio::sleep_ms(10);
              say(lock.locked());
            }),
            "1 ~1 2 ~2 3 ~3 4 ~4 5 ~5 0 ok");
}

TEST(Lock, WhoReleasesAndAcquiresAtOnceGoesBehindTheWaiters) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto greedy = [](Lock& lock, const char* name) -> Coro<> {
                for (int turn = 0; turn != 3; ++turn) {
                  co_await lock.acquire();
                  say(name);
                  co_await asyncio::sleep_ms(0);
                  lock.release();
                }
              };
              Lock lock;
              Task<> a = asyncio::create_task(greedy(lock, "a"));
              Task<> b = asyncio::create_task(greedy(lock, "b"));
              co_await a;
              co_await b;
            }),
            "a b a b a b ok");
}

TEST(Lock, CannotBeTakenWhileItIsHandedOver) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              co_await lock.acquire();
              Task<> next = asyncio::create_task(holder(lock, 1));
              co_await asyncio::sleep_ms(0);
              EXPECT_TRUE(lock.release());
              say(lock.locked(), lock.try_acquire());
              EXPECT_FALSE(lock.release()) << "nobody holds it yet";
              co_await lock.acquire();
              say("main");
              lock.release();
            }),
            "1 0 1 ~1 main ok");
}

TEST(Lock, ReleasedWhileFreeSaysFalseAndStaysFree) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              say(lock.release(), lock.locked());
              co_await lock.acquire();
              lock.release();
              say(lock.release(), lock.locked());
              const std::string report = "uasyncio: Lock released while nobody holds it\n";
              EXPECT_EQ(sim()->transcript(), report + report);
            }),
            "0 0 0 0 ok");
}

TEST(Lock, IsPassedOnByAWaiterThatIsCancelledBeforeItRuns) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              co_await lock.acquire();
              Task<> first = asyncio::create_task(holder(lock, 1));
              Task<> second = asyncio::create_task(holder(lock, 2));
              Task<> third = asyncio::create_task(holder(lock, 3));
              co_await asyncio::sleep_ms(0);
              lock.release();
              first.cancel();
              second.cancel();
              co_await third;
              say(lock.locked());
            }),
            "~1 ~2 3 ~3 0 ok");
}

TEST(Lock, IsFreeIfTheOnlyWaiterIsCancelledBeforeItRuns) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              co_await lock.acquire();
              Task<> only = asyncio::create_task(holder(lock, 1));
              co_await asyncio::sleep_ms(0);
              lock.release();
              only.cancel();
              say(lock.locked());
              co_await asyncio::sleep_ms(0);
              say(lock.locked());
            }),
            "1 ~1 0 ok");
}

TEST(Lock, AWaiterThatIsCancelledInTheQueueLeavesNoTrace) {
  for (int cancelled = 0; cancelled != 3; ++cancelled) {
    const std::string said = played([cancelled]() -> Coro<> {
      Lock lock;
      co_await lock.acquire();
      Task<> tasks[3];
      for (int n = 0; n != 3; ++n) tasks[n] = asyncio::create_task(holder(lock, n));
      co_await asyncio::sleep_ms(0);
      co_await asyncio::cancel_and_wait(tasks[cancelled]);
      lock.release();
      co_await asyncio::sleep_ms(1);
      say(lock.locked());
    });
    std::string expected = "~" + std::to_string(cancelled);
    for (int n = 0; n != 3; ++n) {
      const std::string number = std::to_string(n);
      if (n != cancelled) expected += " " + number + " ~" + number;
    }
    EXPECT_EQ(said, expected + " 0 ok");
  }
}

TEST(Lock, IsReleasedByTheGuardOfACancelledHolder) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              Task<> first = asyncio::create_task(holder(lock, 1, 1000));
              Task<> second = asyncio::create_task(holder(lock, 2));
              co_await asyncio::sleep_ms(1);
              first.cancel();
              co_await second;
              say(now_ms());
            }),
            "1 ~1 2 ~2 1 ok");
}

Coro<> limited(Lock& lock, int milliseconds) {
  auto end = co_await asyncio::as_result(asyncio::wait_for_ms(lock.acquire(), milliseconds));
  say(end ? "got" : end.error().name());
  if (end) lock.release();
}

TEST(Lock, ATimeOutLeavesTheLockToTheNext) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              co_await lock.acquire();
              Task<> late = asyncio::create_task(limited(lock, 5));
              Task<> next = asyncio::create_task(holder(lock, 2));
              co_await asyncio::sleep_ms(10);
              lock.release();
              co_await next;
              co_await limited(lock, 0);
              say(lock.locked());
            }),
            "TimeoutError 2 ~2 got 0 ok");
}

/// A time limit of `limit_ms` against a release at 5 ms, in the same pass or not.
std::string race(int limit_ms, asyncio::Policy policy) {
  return played(
      [limit_ms]() -> Coro<> {
        Lock lock;
        co_await lock.acquire();
        // The order in which the two timers are set is the order in which they strike.
        Task<> late = asyncio::create_task(limited(lock, limit_ms));
        Task<> next = asyncio::create_task(holder(lock, 2));
        co_await asyncio::sleep_ms(5);
        lock.release();
        co_await asyncio::sleep_ms(1);
        say(lock.locked());
      },
      policy);
}

TEST(Lock, ATimeOutThatRacesWithTheReleaseLosesNothing) {
  for (const asyncio::Policy policy : {asyncio::Policy::round_robin, asyncio::Policy::io_first}) {
    EXPECT_EQ(race(4, policy), "TimeoutError 2 ~2 0 ok");
    EXPECT_EQ(race(5, policy), "TimeoutError 2 ~2 0 ok");
    EXPECT_EQ(race(6, policy), "got 2 ~2 0 ok");
  }
}

TEST(Lock, ATimeOutBetweenTheReleaseAndTheTurnOfTheWaiterPassesItOn) {
  EXPECT_EQ(played(
                []() -> Coro<> {
                  Lock lock;
                  co_await lock.acquire();
                  Task<> late = asyncio::create_task(limited(lock, 5));
                  Task<> next = asyncio::create_task(holder(lock, 2));
                  co_await asyncio::sleep_ms(0);
                  asyncio::Loop::running()->call_later_ms(4, [&lock] {
                    lock.release();
                    sim()->work_ms(2);  // the limit is over before the waiter has its turn
                  });
                  co_await asyncio::sleep_ms(10);
                  say(lock.locked());
                },
                asyncio::Policy::io_first),
            "TimeoutError 2 ~2 0 ok");
}

TEST(Lock, MayBeReleasedByPlainCode) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              co_await lock.acquire();
              asyncio::Loop::running()->call_later_ms(3, [&lock] { lock.release(); });
              co_await holder(lock, 1);
              say(now_ms());
            }),
            "1 ~1 3 ok");
}

TEST(Lock, AllocatesNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              Task<> next = asyncio::create_task(
                  [](Lock& its_lock) -> Coro<> {
                    co_await its_lock.acquire();
                    co_await asyncio::sleep_ms(1);
                    its_lock.release();
                  },
                  std::ref(lock));
              co_await asyncio::sleep_ms(0);
              const std::size_t used = asyncio::FramePool::current().used();
              asyncio::FramePool::current().fail_allocation(1);
              co_await lock.acquire();
              lock.release();
              asyncio::FramePool::current().fail_allocation(0);
              EXPECT_LE(asyncio::FramePool::current().used(), used);
              say(now_ms());
            }),
            "1 ok");
}

TEST(Lock, DestroyedWithWaitersCancelsThemAndSaysSo) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::optional<Lock> lock(std::in_place);
              co_await lock->acquire();
              Task<> waiter = asyncio::create_task(holder(*lock, 1));
              co_await asyncio::sleep_ms(0);
              lock.reset();
              co_await asyncio::sleep_ms(0);
              say(waiter.cancelled() ? "cancelled" : "not");
              EXPECT_EQ(sim()->transcript(),
                        "uasyncio: Lock destroyed while task 'task' waits for it; the task is "
                        "cancelled\n");
            }),
            "~1 cancelled ok");
}

TEST(Lock, DestroyedInTheHandOfATaskCancelsItAndIsNotTouchedByIt) {
  for (const bool is_cancelled : {false, true}) {
    EXPECT_EQ(played([is_cancelled]() -> Coro<> {
                std::optional<Lock> lock(std::in_place);
                co_await lock->acquire();
                Task<> waiter = asyncio::create_task(
                    [](Lock& its_lock) -> Coro<> {
                      co_await its_lock.acquire();
                      say("mine");
                    },
                    std::ref(*lock));
                co_await asyncio::sleep_ms(0);
                lock->release();
                lock.reset();
                if (is_cancelled) waiter.cancel();
                co_await asyncio::sleep_ms(0);
                say(waiter.cancelled());
              }),
              "1 ok");
  }
}

TEST(Lock, OutlivesALoopThatIsDestroyedWhileItIsHeldOrHandedOver) {
  for (const bool is_handed_over : {false, true}) {
    words().clear();
    Lock lock;
    {
      asyncio::SimPort port;
      asyncio::Loop loop(port);
      auto main = [](Lock& its_lock, bool releases) -> Coro<> {
        auto held = co_await asyncio::with(its_lock);
        for (int n = 1; n != 4; ++n) asyncio::create_task(holder(its_lock, n, 1000));
        co_await asyncio::sleep_ms(1);
        if (releases) co_return;  // the end of main ends the pass
        held.release();
        co_await asyncio::sleep_ms(1);
      };
      EXPECT_TRUE(loop.run_until_complete(main(lock, is_handed_over)).ok());
      EXPECT_TRUE(lock.locked());
    }
    const std::string none_goes_on = "~1 ~2 ~3";  // in no particular order
    EXPECT_EQ(words().size(), none_goes_on.size() + (is_handed_over ? 0 : 2)) << words();
    EXPECT_FALSE(lock.locked());
  }
}

// MicroPython: between release and the turn of the chosen waiter, locked() is False.
TEST(OriginalDefectsOfLock, IsLockedBetweenTheReleaseAndTheRunOfTheChosenWaiter) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              co_await lock.acquire();
              Task<> next = asyncio::create_task(holder(lock, 1));
              co_await asyncio::sleep_ms(0);
              lock.release();
              say(lock.locked());
              co_await next;
              say(lock.locked());
            }),
            "1 1 ~1 0 ok");
}

}  // namespace
