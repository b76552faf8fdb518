// SPDX-License-Identifier: MIT
// Condition: order, cancels and time-outs at every point of a wait, and things that go early.
#include "uasyncio/sync/condition.hpp"

#include "tests/support/scenario.hpp"
#include "uasyncio/sync/with.hpp"

#include <memory>
#include <optional>

using namespace scenario;
using asyncio::Condition;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Lock;
using asyncio::Task;

namespace {

/// Waits once, and says its number and whether it holds the lock when it goes on or unwinds.
Coro<> waiter(Condition& condition, int number) {
  auto held = co_await asyncio::with(condition);
  Guard guard("~" + std::to_string(number));
  say(co_await condition.wait() ? number : -1);
}

Coro<> notify(Condition& condition, unsigned n = 1) {
  auto held = co_await asyncio::with(condition);
  EXPECT_TRUE(condition.notify(n));
}

TEST(Condition, HasTheLockBeforeAndAfterTheWaitAndNotMeanwhile) {
  EXPECT_EQ(played([]() -> Coro<> {
              Condition condition;
              Task<> task = asyncio::create_task(waiter(condition, 1));
              co_await asyncio::sleep_ms(0);
              say(condition.locked());
              {
                auto held = co_await asyncio::with(condition);
                EXPECT_TRUE(condition.notify());
                co_await asyncio::sleep_ms(5);
                say("notified", now_ms());
              }
              co_await task;
              say(condition.locked());
            }),
            "0 notified 5 1 ~1 0 ok");
}

TEST(Condition, NotifiesManyInTheirOrder) {
  EXPECT_EQ(played([]() -> Coro<> {
              Condition condition;
              for (int n = 1; n != 6; ++n) asyncio::create_task(waiter(condition, n));
              co_await asyncio::sleep_ms(1);
              co_await notify(condition, 2);
              co_await asyncio::sleep_ms(1);
              say("|");
              {
                auto held = co_await asyncio::with(condition);
                EXPECT_TRUE(condition.notify_all());
                EXPECT_TRUE(condition.notify_all()) << "nobody waits: no matter";
              }
              co_await asyncio::sleep_ms(1);
            }),
            "1 ~1 2 ~2 | 3 ~3 4 ~4 5 ~5 ok");
}

TEST(Condition, WaitsForAPredicateAndGivesItsValue) {
  EXPECT_EQ(played([]() -> Coro<> {
              Condition condition;
              int level = 0;
              Task<> task = asyncio::create_task(
                  [](Condition& its, int& value) -> Coro<> {
                    auto held = co_await asyncio::with(its);
                    say(co_await its.wait_for([&value] { return value > 2 ? value : 0; }));
                    say(co_await its.wait_for([&value] { return value; }), its.locked());
                  },
                  std::ref(condition), std::ref(level));
              while (!task.done()) {
                co_await asyncio::sleep_ms(1);
                auto held = co_await asyncio::with(condition);
                ++level;
                condition.notify();
              }
              say(now_ms());
            }),
            "3 3 1 4 ok");
}

TEST(Condition, SharesALockWithAnother) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              Condition one(lock);
              Condition two(lock);
              asyncio::create_task(waiter(one, 1));
              Task<> second = asyncio::create_task(waiter(two, 2));
              co_await asyncio::sleep_ms(0);
              {
                auto held = co_await asyncio::with(lock);
                EXPECT_TRUE(two.notify());
              }
              co_await second;
              co_await notify(one);
              co_await asyncio::sleep_ms(0);
              say(lock.locked());
            }),
            "2 ~2 1 ~1 0 ok");
}

TEST(Condition, WithoutTheLockIsRuntimeErrorOrFalse) {
  EXPECT_EQ(played([]() -> Coro<> {
              Condition condition("level");
              EXPECT_FALSE(condition.notify());
              EXPECT_FALSE(condition.notify_all());
              EXPECT_FALSE(condition.release());
              say(co_await error_of(condition.wait()), condition.locked());
            }),
            "RuntimeError 0 ok");
}

TEST(Condition, ACancelledWaiterHasTheLockBeforeItUnwinds) {
  EXPECT_EQ(played([]() -> Coro<> {
              Condition condition;
              Task<> task = asyncio::create_task(waiter(condition, 1));
              co_await asyncio::sleep_ms(1);
              auto held = co_await asyncio::with(condition);
              task.cancel();
              co_await asyncio::sleep_ms(5);
              say("released", now_ms());
              task.cancel();
              held.release();
              co_await asyncio::cancel_and_wait(task);
              say(task.cancelled(), condition.locked(), now_ms());
            }),
            "released 6 ~1 1 0 6 ok");
}

TEST(Condition, ANotificationOfAWaiterThatIsCancelledBeforeItRunsGoesToTheNext) {
  EXPECT_EQ(played([]() -> Coro<> {
              Condition condition;
              Task<> first = asyncio::create_task(waiter(condition, 1));
              Task<> second = asyncio::create_task(waiter(condition, 2));
              Task<> third = asyncio::create_task(waiter(condition, 3));
              co_await asyncio::sleep_ms(1);
              co_await notify(condition);
              first.cancel();
              co_await second;
              say(first.cancelled(), third.done());
              co_await asyncio::cancel_and_wait(third);
            }),
            "~1 2 ~2 1 0 ~3 ok");
}

TEST(Condition, ANotificationOfAWaiterThatIsCancelledBeforeItHasTheLockGoesToTheNext) {
  EXPECT_EQ(played([]() -> Coro<> {
              Condition condition;
              Task<> first = asyncio::create_task(waiter(condition, 1));
              Task<> second = asyncio::create_task(waiter(condition, 2));
              co_await asyncio::sleep_ms(1);
              {
                auto held = co_await asyncio::with(condition);
                condition.notify();
                co_await asyncio::sleep_ms(1);
                first.cancel();  // it waits for the lock
                co_await asyncio::sleep_ms(1);
                say(first.done());
              }
              co_await second;
              say(first.cancelled(), condition.locked());
            }),
            "0 ~1 2 ~2 1 0 ok");
}

/// A time limit of `limit_ms` against a notification at 5 ms.
std::string race_for_notification(int limit_ms) {
  return played(
      [limit_ms]() -> Coro<> {
        auto limited = [](Condition& condition, int milliseconds) -> Coro<> {
          auto held = co_await asyncio::with(condition);
          auto end =
              co_await asyncio::as_result(asyncio::wait_for_ms(condition.wait(), milliseconds));
          say(end ? "notified" : end.error().name(), condition.locked());
        };
        Condition condition;
        asyncio::create_task(limited(condition, limit_ms));
        Task<> next = asyncio::create_task(waiter(condition, 2));
        co_await asyncio::sleep_ms(0);
        asyncio::Loop::running()->call_later_ms(5, [&condition] {
          EXPECT_TRUE(condition.try_acquire());
          condition.notify();
          condition.release();
          sim()->work_ms(1);
        });
        co_await asyncio::sleep_ms(10);
        say(next.done(), condition.locked());
        next.cancel();
        co_await asyncio::sleep_ms(1);
      },
      asyncio::Policy::io_first);
}

TEST(Condition, ATimeOutThatRacesWithTheNotificationLosesNothing) {
  EXPECT_EQ(race_for_notification(4), "TimeoutError 1 2 ~2 1 0 ok");
  EXPECT_EQ(race_for_notification(5), "TimeoutError 1 2 ~2 1 0 ok");
  EXPECT_EQ(race_for_notification(6), "TimeoutError 1 2 ~2 1 0 ok");
  EXPECT_EQ(race_for_notification(7), "notified 1 0 0 ~2 ok");
}

TEST(Condition, ATimeOutWaitsForTheLock) {
  EXPECT_EQ(played([]() -> Coro<> {
              Condition condition;
              asyncio::Loop::running()->call_later_ms(1, [&condition] { condition.try_acquire(); });
              asyncio::Loop::running()->call_later_ms(9, [&condition] { condition.release(); });
              co_await condition.acquire();
              say(co_await error_of(asyncio::wait_for_ms(condition.wait(), 5)), now_ms());
              EXPECT_TRUE(condition.release());
            }),
            "TimeoutError 9 ok");
}

TEST(Condition, KeepsTheLockIfThePoolIsExhausted) {
  for (const std::size_t allocation : {1, 2}) {
    EXPECT_EQ(played([allocation]() -> Coro<> {
                auto waits = [](Condition& condition) -> Coro<> {
                  auto held = co_await asyncio::with(condition);
                  Guard guard("unwinds");
                  co_await condition.wait();
                };
                Condition condition;
                auto waiting = asyncio::as_result(waits(condition));
                asyncio::FramePool::current().fail_allocation(allocation);
                auto end = co_await std::move(waiting);
                say(end.error().name(), condition.locked());
                EXPECT_EQ(sim()->transcript(), "");
              }),
              "unwinds MemoryError 0 ok");
  }
}

/// Acquires without a guard, which may not outlive the condition.
Coro<> bare_waiter(Condition& condition, int number) {
  Guard guard("~" + std::to_string(number));
  co_await condition.acquire();
  co_await condition.wait();
  say(number);
}

TEST(Condition, DestroyedDuringAnyPartOfAWaitIsNotTouchedAnyMore) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto condition = std::make_unique<Condition>("level");
              Task<> tasks[4];
              for (int n = 0; n != 4; ++n) {
                tasks[n] = asyncio::create_task(bare_waiter(*condition, n));
              }
              co_await asyncio::sleep_ms(1);
              co_await condition->acquire();
              condition->notify();
              co_await asyncio::sleep_ms(1);  // 0 waits for the lock
              condition->notify(2);           // 1 and 2 have been notified and have not run
              tasks[1].cancel();
              condition.reset();
              co_await asyncio::sleep_ms(1);
              for (const Task<>& task : tasks) say(task.cancelled());
              EXPECT_NE(sim()->transcript().find("level destroyed"), std::string::npos);
            }),
            "~1 ~2 ~0 ~3 1 1 1 1 ok");
}

TEST(Condition, DestroyedRightAfterTheCancelOfAWaiterIsNotTouchedAnyMore) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto condition = std::make_unique<Condition>();
              Task<> task = asyncio::create_task(bare_waiter(*condition, 1));
              co_await asyncio::sleep_ms(1);
              task.cancel();
              condition.reset();
              co_await asyncio::sleep_ms(1);
              say(task.cancelled());
            }),
            "~1 1 ok");
}

TEST(Condition, OutlivesALoopThatIsDestroyedInAnyPartOfAWait) {
  words().clear();
  Condition condition;
  {
    asyncio::SimPort port;
    asyncio::Loop loop(port);
    for (int n = 1; n != 4; ++n) loop.create_task(waiter(condition, n));
    auto main = [](Condition& its) -> Coro<> {
      co_await asyncio::sleep_ms(1);
      auto held = co_await asyncio::with(its);
      its.notify();
      co_await asyncio::sleep_ms(1);  // 1 waits for the lock
      its.notify();                   // 2 has the notification in its hand
    };
    EXPECT_TRUE(loop.run_until_complete(main(condition)).ok());
    EXPECT_EQ(words(), "");
  }
  EXPECT_EQ(words().size(), std::string("~1 ~2 ~3").size()) << words();
  EXPECT_FALSE(condition.locked());
}

TEST(Condition, AClosedLoopLetsWaitersUnwindWithTheLock) {
  words().clear();
  Condition condition;
  asyncio::SimPort port;
  asyncio::Loop loop(port);
  for (int n = 1; n != 4; ++n) loop.create_task(waiter(condition, n));
  EXPECT_TRUE(loop.run_until_complete(value_after(1, 1)).ok());
  loop.close();
  EXPECT_EQ(words().size(), std::string("~1 ~2 ~3").size()) << words();
  EXPECT_FALSE(condition.locked());
  EXPECT_EQ(port.transcript(), "");
}

// micropython-async: notify wakes the one that came last.
TEST(OriginalDefectsOfCondition, NotifyWakesTheOneThatHasWaitedLongest) {
  EXPECT_EQ(played([]() -> Coro<> {
              Condition condition;
              for (int n = 1; n != 4; ++n) asyncio::create_task(waiter(condition, n));
              co_await asyncio::sleep_ms(1);
              for (int n = 1; n != 4; ++n) co_await notify(condition);
              co_await asyncio::sleep_ms(1);
            }),
            "1 ~1 2 ~2 3 ~3 ok");
}

// micropython-async: the context exit of a cancelled waiter raises RuntimeError, which hides the
// cancel.
TEST(OriginalDefectsOfCondition, ACancelledWaiterEndsCancelledAndWithoutAnError) {
  EXPECT_EQ(played([]() -> Coro<> {
              Condition condition;
              Task<> task = asyncio::create_task(waiter(condition, 1));
              co_await asyncio::sleep_ms(1);
              EXPECT_EQ(co_await asyncio::cancel_and_wait(task), Error::cancelled);
              say(task.cancelled(), condition.locked());
              EXPECT_EQ(sim()->transcript(), "");
            }),
            "~1 1 0 ok");
}

// micropython-async: the event of a cancelled waiter stays behind and swallows a later notify.
TEST(OriginalDefectsOfCondition, ACancelledWaiterDoesNotSwallowALaterNotify) {
  EXPECT_EQ(played([]() -> Coro<> {
              Condition condition;
              Task<> first = asyncio::create_task(waiter(condition, 1));
              Task<> second = asyncio::create_task(waiter(condition, 2));
              co_await asyncio::sleep_ms(1);
              co_await asyncio::cancel_and_wait(first);
              co_await notify(condition);
              co_await asyncio::wait_for_ms(second, 5);
            }),
            "~1 2 ~2 ok");
}

}  // namespace
