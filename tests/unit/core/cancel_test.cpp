// SPDX-License-Identifier: MIT
// Cancellation: frames go innermost first, and whoever must see it, sees it.
#include "tests/support/scenario.hpp"

#include <memory>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Event;
using asyncio::Task;

namespace {

/// Swallows as many cancels as asked for, each of them in a sleep of 10 ms.
Coro<> stubborn(int cancels) {
  while (cancels-- != 0) {
    auto outcome = co_await asyncio::as_outcome(asyncio::sleep_ms(10));
    say(outcome.cancelled() ? "swallowed" : "slept");
  }
}

}  // namespace

TEST(Cancel, UnwindsInnermostFirst) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(outer("outer", "inner"));
              co_await asyncio::sleep_ms(1);
              task.cancel();
              EXPECT_FALSE(task.done());
              co_await asyncio::sleep_ms(0);
              say(task.cancelled() ? "cancelled" : "not");
            }),
            "inner outer cancelled ok");
}

TEST(Cancel, BeforeTheStartNeitherBodyNorCleanupRunsAndTheArgumentsAreFreed) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto body = [](std::shared_ptr<Guard>) -> Coro<> {
                say("never");
                co_return;
              };
              auto argument = std::make_shared<Guard>("freed");
              Task<> task = asyncio::create_task(
                  asyncio::finally(body(std::move(argument)), cleanup("never", 1)));
              EXPECT_TRUE(task.cancel());
              co_await asyncio::sleep_ms(0);
              say(task.cancelled() ? "cancelled" : "not");
              EXPECT_FALSE(task.cancel());
            }),
            "freed cancelled ok");
}

TEST(Cancel, ClosingTheLoopCancelsWhatIsLeft) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task(outer("outer", "inner"));
              co_await asyncio::sleep_ms(1);
              say("main");
            }),
            "main ok inner outer");
}

TEST(Cancel, WhenMainEndsNoOtherTaskRunsAgainBeforeItIsCancelled) {
  // What they refer to may have gone with main.
  for (asyncio::Policy policy : {asyncio::Policy::round_robin, asyncio::Policy::io_first}) {
    EXPECT_EQ(played(
                  []() -> Coro<> {
                    int local = 1;
                    asyncio::create_task([](int& borrowed) -> Coro<> {
                      Guard guard("cancelled");
                      co_await asyncio::sleep_ms(0);
                      say("ran", borrowed);
                      co_await asyncio::sleep_ms(0);
                      say("dangling", borrowed);
                    }(local));
                    co_await asyncio::sleep_ms(0);
                    co_await asyncio::sleep_ms(0);
                  },
                  policy),
              "ran 1 ok cancelled");
  }
}

TEST(Cancel, AwaitingACancelledTaskIsAnOrdinaryFailure) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(hang("inner"));
              co_await asyncio::sleep_ms(1);
              task.cancel();
              say(co_await error_of(task));
              auto outcome = co_await asyncio::as_outcome(task);
              say(outcome.cancelled() ? "mine" : "the child's");
              co_await task;
              say("never");
            }),
            "inner CancelledError the child's CancelledError");
}

TEST(Cancel, SwallowedOnceIsNotRemembered) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(stubborn(2));
              co_await asyncio::sleep_ms(1);
              task.cancel();
              task.cancel();
              co_await task;
              say(now_ms());
              task = asyncio::create_task(stubborn(2));
              co_await asyncio::sleep_ms(1);
              task.cancel();
              co_await asyncio::sleep_ms(1);
              task.cancel();
              co_await task;
              say(now_ms());
            }),
            "swallowed slept 11 swallowed swallowed 13 ok");
}

TEST(Cancel, OfATaskThatIsWokenButHasNotRun) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              auto waits = [](Event* one) -> Coro<> {
                Guard guard("event");
                co_await one->wait();
                say("never");
              };
              auto sleeps = []() -> Coro<> {
                Guard guard("sleep");
                co_await asyncio::sleep_ms(5);
                say("never");
              };
              Task<> by_event = asyncio::create_task(waits, &event);
              co_await asyncio::sleep_ms(0);
              Task<> by_time;
              asyncio::Loop::running()->call_later_ms(5, [&by_time] { by_time.cancel(); });
              by_time = asyncio::create_task(sleeps);
              event.set();
              by_event.cancel();
              co_await asyncio::sleep_ms(10);
              say(by_event.cancelled(), by_time.cancelled());
            }),
            "event sleep 1 1 ok");
}

TEST(Cancel, CancelAndWaitNeverFailsAndWaitsForTheCleanup) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(asyncio::finally(hang("inner"), cleanup("x", 5)));
              co_await asyncio::sleep_ms(1);
              say((co_await asyncio::cancel_and_wait(task)).name());
              Task<> bad = asyncio::create_task(asyncio::finally(hang("inner"), failing(1)));
              co_await asyncio::sleep_ms(1);
              say((co_await asyncio::cancel_and_wait(bad)).name());
              say((co_await asyncio::cancel_and_wait(asyncio::current_task())).name());
            }),
            "inner { x } CancelledError inner ~failing CancelledError RuntimeError ok");
}

TEST(Cancel, DestructorsMaySetEventsAndCreateTasks) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              Task<> waiter = asyncio::create_task(
                  [](Event& e) -> Coro<> {
                    co_await e.wait();
                    say("woken");
                  },
                  std::ref(event));
              Task<> task = asyncio::create_task(
                  [](Event& e) -> Coro<> {
                    asyncio::on_cancel act([&e] {
                      e.set();
                      asyncio::create_task(says("new"));
                    });
                    co_await hang("inner");
                  },
                  std::ref(event));
              co_await asyncio::sleep_ms(1);
              task.cancel();
              co_await waiter;
              co_await asyncio::sleep_ms(0);
            }),
            "inner woken new ok");
}

TEST(Cancel, WakesSleepersInTheOrderOfTheRequests) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> first = asyncio::create_task(hang("first"));
              Task<> second = asyncio::create_task(hang("second"));
              co_await asyncio::sleep_ms(1);
              second.cancel();
              first.cancel();
              co_await asyncio::sleep_ms(0);
            }),
            "second first ok");
}

TEST(Cancel, KeepsThePlaceOfAReadyTask) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto yielding = [](std::string_view name) -> Coro<> {
                Guard guard(name);
                for (;;) co_await asyncio::sleep_ms(0);
              };
              Task<> first = asyncio::create_task(yielding, std::string_view("first"));
              Task<> second = asyncio::create_task(yielding, std::string_view("second"));
              co_await asyncio::sleep_ms(0);
              second.cancel();
              first.cancel();
              co_await asyncio::sleep_ms(0);
            }),
            "first second ok");
}

TEST(Cancel, IsDeliveredBehindWhatIsReadyAndNeverAtOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> victim = asyncio::create_task(hang("victim"));
              asyncio::create_task(yields("a", 3));
              asyncio::create_task(yields("b", 3));
              co_await asyncio::sleep_ms(0);
              victim.cancel();
              say("asked", victim.done());
              co_await victim;
            }),
            "a b asked 0 a b victim a b CancelledError");
}

TEST(Cancel, TemporariesOfTheAwaitExpressionAreDestroyedOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task([]() -> Coro<> {
                auto length = [](std::string a, std::string b) -> Coro<std::size_t> {
                  Guard guard("length");
                  co_await asyncio::sleep_ms(1000);
                  co_return a.size() + b.size();
                };
                co_await length(std::string("long enough to live on the heap, this one"),
                                std::string("and this one, which is just as long or longer"));
              });
              co_await asyncio::sleep_ms(1);
              co_await asyncio::cancel_and_wait(task);
            }),
            "length ok");
}

#if UASYNCIO_EXCEPTIONS
TEST(Cancel, DropsTheExceptionThatItComesBefore) {
  auto part = std::make_shared<int>(0);
  struct Mine {
    std::shared_ptr<int> part;
  };
  EXPECT_EQ(played([&part]() -> Coro<> {
              Task<> throws = asyncio::create_task(
                  [](std::shared_ptr<int> its) -> Coro<> {
                    co_await asyncio::sleep_ms(1);
                    throw Mine{std::move(its)};
                  },
                  part);
              Task<> waiter = asyncio::create_task(
                  [](Task<> task) -> Coro<> {
                    Guard guard("waiter");
                    co_await task;
                    say("never");
                  },
                  throws);
              co_await asyncio::sleep_ms(0);
              co_await asyncio::sleep_ms(1);
              EXPECT_TRUE(throws.done() && !waiter.done());  // its failure is to be delivered
              waiter.cancel();
              co_await asyncio::sleep_ms(0);
              say(waiter.cancelled() ? "cancelled" : "not");
            }),
            "waiter cancelled ok");
  EXPECT_EQ(part.use_count(), 1);
}

TEST(Cancel, CannotBeSwallowedByCatchAll) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task([]() -> Coro<> {
                Guard last("outer");
                try {
                  co_await hang("inner");
                } catch (...) {
                  say("caught");
                }
                say("never");
              });
              co_await asyncio::sleep_ms(1);
              co_await asyncio::cancel_and_wait(task);
            }),
            "inner outer ok");
}

TEST(Cancel, LooksLikeSuccessToScopeGuardsThatCountExceptions) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task([]() -> Coro<> {
                asyncio::on_cancel count([] { say(std::uncaught_exceptions()); });
                co_await hang("inner");
              });
              co_await asyncio::sleep_ms(1);
              co_await asyncio::cancel_and_wait(task);
            }),
            "inner 0 ok");
}
#endif
