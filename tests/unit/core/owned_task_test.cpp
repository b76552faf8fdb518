// SPDX-License-Identifier: MIT
// OwnedTask: the task ends with its owner, in whatever state it is.
#include "uasyncio/core/owned_task.hpp"

#include "tests/support/dropped_owner.hpp"

#include <memory>
#include <vector>

using namespace scenario;
using asyncio::AnyTask;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Event;
using asyncio::Loop;
using asyncio::OwnedTask;
using asyncio::SimPort;
using asyncio::Task;
using asyncio::TaskGroup;

namespace {

constexpr const char* lost_cleanup =
    "ended with its owner: its cleanup that awaits (finally, aexit) or what follows as_outcome "
    "did not run to its end\n";

// --- The states in which it may be ---------------------------------------------------------------

TEST(OwnedTask, EndsWhileItSleeps) {
  EXPECT_EQ(dropped([]() -> Coro<> { return outer("outer", "inner"); }), "( inner outer ) ok | ");
}

TEST(OwnedTask, EndsWhileItSleepsAtLowPriority) {
  EXPECT_EQ(dropped([]() -> Coro<> {
              Guard guard("low");
              co_await asyncio::after(1000);
            }),
            "( low ) ok | ");
}

TEST(OwnedTask, EndsBeforeItHasStarted) {
  EXPECT_EQ(told([]() -> Coro<> {
              {
                OwnedTask<> owned = asyncio::create_task(
                    [](Guard*) -> Coro<> {
                      say("never");
                      co_return;
                    },
                    static_cast<Guard*>(nullptr));
                say("(");
              }
              say(")");
              co_await asyncio::sleep_ms(1);
            }),
            "( ) ok | ");
}

TEST(OwnedTask, EndsWhileItIsReadyToGoOn) {
  EXPECT_EQ(told([]() -> Coro<> {
              Event event;
              auto owned = std::make_unique<OwnedTask<>>(asyncio::create_task([&]() -> Coro<> {
                Guard guard("ready");
                co_await event.wait();
                say("never");
              }));
              co_await asyncio::sleep_ms(1);
              event.set();
              owned.reset();
              say("gone");
              co_await asyncio::sleep_ms(1);
            }),
            "ready gone ok | ");
}

TEST(OwnedTask, EndsWhileItWaitsInAList) {
  EXPECT_EQ(told([]() -> Coro<> {
              Event event;
              auto waits = [&](std::string_view name) -> Coro<> {
                Guard guard(name);
                co_await event.wait();
                say("woken");
              };
              OwnedTask<> first = asyncio::create_task(waits, "first");
              {
                OwnedTask<> second = asyncio::create_task(waits, "second");
                co_await asyncio::sleep_ms(1);
              }
              event.set();
              co_await first;
            }),
            "second woken first ok | ");
}

TEST(OwnedTask, EndsWhileItWaitsForAnInterrupt) {
  EXPECT_EQ(told([]() -> Coro<> {
              asyncio::ThreadSafeFlag flag;
              {
                OwnedTask<> owned = asyncio::create_task([&]() -> Coro<> {
                  Guard guard("flag");
                  co_await flag.wait();
                  say("never");
                });
                co_await asyncio::sleep_ms(1);
                flag.set();
              }
              co_await flag.wait();
              say("still set");
            }),
            "flag still set ok | ");
}

TEST(OwnedTask, GivesBackWhatItWasGivenAndHasNotSeen) {
  EXPECT_EQ(told([]() -> Coro<> {
              asyncio::Lock lock;
              co_await lock.acquire();
              auto takes = [&](std::string_view name) -> Coro<> {
                Guard guard(name);
                co_await lock.acquire();
                say("has it");
                lock.release();
              };
              auto first = std::make_unique<OwnedTask<>>(asyncio::create_task(takes, "first"));
              OwnedTask<> second = asyncio::create_task(takes, "second");
              co_await asyncio::sleep_ms(1);
              lock.release();  // to the first
              first.reset();
              co_await second;
              say(lock.locked() ? "locked" : "free");
            }),
            "first has it second free ok | ");
}

TEST(OwnedTask, CancelsTheTaskThatItAwaits) {
  EXPECT_EQ(dropped([]() -> Coro<> {
              Guard guard("owned");
              co_await asyncio::create_task(hang("awaited"));
            }),
            "( owned ) awaited ok | ");
}

TEST(OwnedTask, LeavesAShieldedTaskAlone) {
  EXPECT_EQ(dropped([]() -> Coro<> {
              Guard guard("owned");
              (void)co_await asyncio::shield(value_after(1, 10));
            }),
            "( owned ) ok | ");
  EXPECT_EQ(dropped([]() -> Coro<> {
              Guard guard("owned");
              co_await asyncio::shield(cleanup("shielded", 5));
            }),
            "{ ( owned ) shielded } ok | ");
}

TEST(OwnedTask, EndsWhileItWaitsForTheEndOfAnother) {
  EXPECT_EQ(dropped([]() -> Coro<> {
              Guard guard("owned");
              Task<> other = asyncio::create_task(asyncio::finally(hang("other"), cleanup("c", 5)));
              co_await asyncio::sleep_ms(0);
              (void)co_await asyncio::cancel_and_wait(other);
            }),
            "other { ( owned ) c } ok | ");
}

TEST(OwnedTask, EndsWithTheChildrenOfItsGatherThoseFirst) {
  EXPECT_EQ(dropped([]() -> Coro<> {
              Guard guard("owned");
              co_await asyncio::gather(outer("a", "b"), hang("c"));
            }),
            "( b a c owned ) ok | ");
}

TEST(OwnedTask, CancelsTheHandlesThatItGathers) {
  EXPECT_EQ(dropped([]() -> Coro<> {
              Guard guard("owned");
              Task<> handle = asyncio::create_task(hang("handle"));
              co_await asyncio::gather(handle, hang("child"));
            }),
            "( child owned ) handle ok | ");
}

TEST(OwnedTask, LeavesTheTasksOfAWaitAlone) {
  EXPECT_EQ(dropped([]() -> Coro<> {
              Guard guard("owned");
              Task<> handle = asyncio::create_task(cleanup("handle", 10));
              (void)co_await asyncio::wait(handle);
            }),
            "{ ( owned ) handle } ok | ");
}

TEST(OwnedTask, EndsWithTheWaitersOfAWaitAny) {
  EXPECT_EQ(dropped([]() -> Coro<> {
              Guard guard("owned");
              Event one, two;
              asyncio::WaitAny any(one, two);
              (void)co_await any;
            }),
            "( owned ) ok | ");
}

TEST(OwnedTask, EndsWithItsGroupWhileTheBodyRuns) {
  EXPECT_EQ(dropped([]() -> Coro<> {
              Guard guard("owned");
              co_await asyncio::with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                group.create_task(hang("a"));
                group.create_task(hang("b"));
                co_await hang("body");
              });
            }),
            "( a b body owned ) ok | ");
}

TEST(OwnedTask, EndsWithItsGroupWhileTheChildrenAreAwaited) {
  EXPECT_EQ(dropped([]() -> Coro<> {
              Guard guard("owned");
              co_await asyncio::with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                group.create_task([]() -> Coro<> { co_await asyncio::gather(hang("a")); });
                group.create_task(hang("b"));
                co_return;
              });
            }),
            "( a b owned ) ok | ");
}

TEST(OwnedTask, AGuardMayNotAddToAGroupThatEnds) {
  EXPECT_EQ(dropped([]() -> Coro<> {
              co_await asyncio::with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                asyncio::on_cancel adds([&] {
                  const Task<> late = group.create_task(hang("late"));
                  say(late.error().name());
                });
                co_await hang("body");
              });
            }),
            "( body RuntimeError ) ok | ");
}

TEST(OwnedTask, EndsInsideATimeLimit) {
  EXPECT_EQ(dropped([]() -> Coro<> { co_await asyncio::wait_for_ms(hang("body"), 5); }),
            "( body ) ok | ");
}

TEST(OwnedTask, EndsInsideATimeoutThatAGuardTriesToMove) {
  EXPECT_EQ(dropped([]() -> Coro<> {
              asyncio::Timeout timeout(std::chrono::milliseconds(5));
              co_await asyncio::with(timeout, [&]() -> Coro<> {
                asyncio::on_cancel moves([&] { say(timeout.reschedule(1) ? "moved" : "over"); });
                co_await hang("body");
              });
            }),
            "( body over ) ok | ");
}

TEST(OwnedTask, EndsInsideAGenerator) {
  EXPECT_EQ(dropped([]() -> Coro<> {
              Guard guard("owned");
              auto generator = []() -> asyncio::AsyncGenerator<int> {
                Guard inside("generator");
                co_await asyncio::sleep(1000);
                co_yield 1;
              }();
              (void)co_await generator.next();
            }),
            "( generator owned ) ok | ");
}

TEST(OwnedTask, SaysThatACleanupThatAwaitsDoesNotRun) {
  EXPECT_EQ(dropped([]() -> Coro<> { return asyncio::finally(hang("body"), cleanup("never", 1)); }),
            std::string("( body ) ok | uasyncio: task 'owned' ") + lost_cleanup);
}

TEST(OwnedTask, EndsInTheMiddleOfACleanup) {
  EXPECT_EQ(dropped([]() -> Coro<> {
              return asyncio::finally(cleanup("body", 1), cleanup("never", 10));
            }),
            std::string("{ body } { ( ) ok | uasyncio: task 'owned' ") + lost_cleanup);
}

TEST(OwnedTask, LeavesAloneWhatItsCleanupAwaits) {
  EXPECT_EQ(dropped([]() -> Coro<> {
              auto closing = [](Task<> closed, bool gathers) -> Coro<> {
                if (gathers) {
                  co_await asyncio::gather(closed);
                } else {
                  co_await closed;
                }
              };
              Task<> awaited = asyncio::create_task(cleanup("awaited", 4));
              Task<> gathered = asyncio::create_task(cleanup("gathered", 5));
              OwnedTask<> inner = asyncio::create_task(
                  {.name = "inner"},
                  [closing](Task<> task) -> Coro<> {
                    return asyncio::finally(says("inner"), closing(task, true));
                  },
                  gathered);
              co_await asyncio::finally(cleanup("body", 1), closing(awaited, false));
            }),
            std::string("{ { { inner body } ( ) awaited } gathered } ok | ") +
                "uasyncio: task 'owned' " + lost_cleanup + "uasyncio: task 'inner' " +
                lost_cleanup);
}

TEST(OwnedTask, AFailureThatIsOnItsWayGoesWithIt) {
  EXPECT_EQ(told([]() -> Coro<> {
              auto fails = std::make_unique<Task<>>(asyncio::create_task(failing(1)));
              auto owned = std::make_unique<OwnedTask<>>(asyncio::create_task(
                  [](Task<> task) -> Coro<> {
                    Guard guard("owned");
                    co_await task;
                  },
                  *fails));
              (void)co_await asyncio::as_result(*fails);  // the first to be told
              fails.reset();
              owned.reset();
              co_await asyncio::sleep_ms(1);
            }),
            "~failing owned ok | ");
}

// --- Who sees it ---------------------------------------------------------------------------------

TEST(OwnedTask, OthersThatAwaitItSeeItCancelled) {
  EXPECT_EQ(told([]() -> Coro<> {
              Task<> waits;
              {
                OwnedTask<> owned = asyncio::create_task(hang("owned"));
                waits = asyncio::create_task(
                    [](Task<> task) -> Coro<> {
                      auto result = co_await asyncio::as_result(task);
                      say(result.error().name());
                    },
                    owned.task());
                co_await asyncio::sleep_ms(1);
              }
              say(waits.done() ? "done" : "not yet");
              co_await waits;
            }),
            "owned not yet CancelledError ok | ");
}

TEST(OwnedTask, AHandleSeesItCancelledAtOnce) {
  EXPECT_EQ(told([]() -> Coro<> {
              Task<> handle = asyncio::create_task(hang("owned"));
              co_await asyncio::sleep_ms(1);
              {
                OwnedTask<> owned(Task<>{handle});
              }
              say(handle.cancelled() ? "cancelled" : "not");
              co_return;
            }),
            "owned cancelled ok | ");
}

TEST(OwnedTask, GivesTheValueOfItsTask) {
  EXPECT_EQ(told([]() -> Coro<> {
              OwnedTask<int> owned = asyncio::create_task(value_after(3, 2), {.name = "three"});
              say(owned.name(), owned.done() ? "done" : "runs");
              say(co_await owned, owned.done() ? "done" : "runs", owned.error().name());
            }),
            "three runs 3 done no error ok | ");
}

TEST(OwnedTask, MayBeCancelledAndAwaitedSoThatCleanupsRun) {
  EXPECT_EQ(told([]() -> Coro<> {
              OwnedTask<> owned =
                  asyncio::create_task(asyncio::finally(hang("body"), cleanup("c", 1)));
              co_await asyncio::sleep_ms(1);
              say((co_await asyncio::cancel_and_wait(owned.task())).name());
            }),
            "body { c } CancelledError ok | ");
}

TEST(OwnedTask, OneThatIsReleasedGoesOn) {
  EXPECT_EQ(told([]() -> Coro<> {
              Task<int> task;
              {
                OwnedTask<int> owned = asyncio::create_task(value_after(5, 3));
                task = owned.release();
                say(owned ? "owns" : "empty");
              }
              say(co_await task);
            }),
            "empty 5 ok | ");
}

TEST(OwnedTask, AnotherOneTakesThePlaceOfTheFirst) {
  EXPECT_EQ(told([]() -> Coro<> {
              OwnedTask<> owned = asyncio::create_task(hang("first"));
              co_await asyncio::sleep_ms(1);
              owned = asyncio::create_task(hang("second"));
              say("assigned");
              co_await asyncio::sleep_ms(1);
              OwnedTask<> other = std::move(owned);
              say(owned ? "owns" : "empty");
              owned = OwnedTask<>();
              other = {};
              say("end");
            }),
            "first assigned empty second end ok | ");
}

TEST(OwnedTask, OneThatIsOverOrWasNeverCreatedDoesNothing) {
  EXPECT_EQ(told([]() -> Coro<> {
              {
                OwnedTask<> over = asyncio::create_task(cleanup("over", 1));
                co_await over;
              }
              asyncio::FramePool::current().fail_allocation(2);
              OwnedTask<> none = asyncio::create_task(hang("none"));
              say(none.done() ? "done" : "runs", none.error().name());
            }).substr(0, 28),
            "{ over } done MemoryError ok");
  OwnedTask<> nothing;
  EXPECT_TRUE(nothing.done());
}

}  // namespace
