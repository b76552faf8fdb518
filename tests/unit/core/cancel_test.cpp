// Cancellation: frames go innermost first, and whoever must see it, sees it.
#include "tests/support/scenario.hpp"

#include <memory>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Task;

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

TEST(Cancel, BeforeTheFirstStepTheBodyNeverRuns) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(outer("outer", "inner"));
              EXPECT_TRUE(task.cancel());
              co_await asyncio::sleep_ms(0);
              say(task.cancelled() ? "cancelled" : "not");
              EXPECT_FALSE(task.cancel());
            }),
            "cancelled ok");
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
              auto result = co_await asyncio::as_result(task);
              say(result.error().name());
              auto outcome = co_await asyncio::as_outcome(task);
              say(outcome.cancelled() ? "mine" : "the child's");
            }),
            "inner CancelledError the child's ok");
}

TEST(Cancel, IsForwardedToTheAwaitedTaskAndComesBack) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> child = asyncio::create_task(outer("middle", "inner"));
              Task<> waiter = asyncio::create_task(
                  [](Task<> task) -> Coro<> {
                    Guard guard("waiter");
                    auto outcome = co_await asyncio::as_outcome(std::move(task));
                    say(outcome.cancelled() ? "mine" : "the child's");
                    co_await asyncio::pass_on(std::move(outcome));
                    say("never");
                  },
                  child);
              co_await asyncio::sleep_ms(1);
              waiter.cancel();
              co_await asyncio::sleep_ms(1);
              say(child.cancelled() && waiter.cancelled() ? "both" : "not");
            }),
            "inner middle mine waiter both ok");
}

TEST(Cancel, ForwardedAndSwallowedByTheChildIsConsumed) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> child = asyncio::create_task([]() -> Coro<int> {
                auto outcome = co_await asyncio::as_outcome(value_after(1, 1000));
                say(outcome.cancelled() ? "swallowed" : "not");
                co_return 7;
              });
              Task<int> waiter = asyncio::create_task(
                  [](Task<int> task) -> Coro<int> { co_return co_await task; }, child);
              co_await asyncio::sleep_ms(1);
              waiter.cancel();
              say(co_await waiter);
            }),
            "swallowed 7 ok");
}

TEST(Cancel, OfAnAwaitedTaskIsItsOwnAffairAfterAForwardedOneWasCaught) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> first = asyncio::create_task(hang("first"));
              Task<> second = asyncio::create_task(hang("second"));
              Task<> waiter = asyncio::create_task(
                  [](Task<> one, Task<> other) -> Coro<> {
                    auto outcome = co_await asyncio::as_outcome(std::move(one));
                    say(outcome.cancelled() ? "mine" : "the child's");
                    outcome = co_await asyncio::as_outcome(std::move(other));
                    say(outcome.cancelled() ? "mine" : "the child's");
                  },
                  first, second);
              co_await asyncio::sleep_ms(1);
              waiter.cancel();
              co_await asyncio::sleep_ms(1);
              second.cancel();
              co_await waiter;
            }),
            "first mine second the child's ok");
}

TEST(Cancel, ACycleOfTasksCanBeCancelled) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> first, second;
              auto await_it = [](Task<>* other) -> Coro<> { co_await *other; };
              first = asyncio::create_task(await_it, &second);
              second = asyncio::create_task(await_it, &first);
              co_await asyncio::sleep_ms(1);
              first.cancel();
              co_await asyncio::sleep_ms(1);
              say(first.done() && second.done() ? "over" : "stuck");
            }),
            "over ok");
}

TEST(Cancel, ATaskThatAwaitsItselfCanBeCancelled) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> self;
              self = asyncio::create_task([](Task<>* me) -> Coro<> { co_await *me; }, &self);
              co_await asyncio::sleep_ms(1);
              say(self.done() ? "done" : "waiting");
              self.cancel();
              co_await asyncio::sleep_ms(1);
              say(self.cancelled() ? "cancelled" : "stuck");
            }),
            "waiting cancelled ok");
}

TEST(Cancel, OfOneselfIsDeliveredAtTheNextSuspension) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> self = asyncio::create_task([]() -> Coro<> {
                Guard guard("unwound");
                asyncio::current_task().cancel();
                say("still running");
                co_await asyncio::sleep_ms(1000);
                say("never");
              });
              EXPECT_EQ(co_await asyncio::cancel_and_wait(self), Error::cancelled);
              Task<> yielding = asyncio::create_task([]() -> Coro<> {
                Guard guard("unwound");
                asyncio::current_task().cancel();
                co_await asyncio::sleep_ms(0);
                say("never");
              });
              co_await asyncio::sleep_ms(1);
              say(yielding.cancelled() ? "cancelled" : "not");
            }),
            "unwound cancelled ok");
}

TEST(Cancel, OfOneselfBeforeReturningIsTooLate) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> self = asyncio::create_task([]() -> Coro<int> {
                asyncio::current_task().cancel();
                co_return 5;
              });
              say(co_await self);
            }),
            "5 ok");
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

TEST(Cancel, DestructorsMayCancelTheirOwnTask) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task([]() -> Coro<> {
                Guard last("outer");
                asyncio::on_cancel again([] {
                  asyncio::current_task().cancel();
                  say("again");
                });
                co_await hang("inner");
              });
              co_await asyncio::sleep_ms(1);
              co_await asyncio::cancel_and_wait(task);
              say(task.cancelled() ? "cancelled" : "not");
            }),
            "inner again outer cancelled ok");
}

TEST(Cancel, DestructorsMaySetEventsAndCreateTasks) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Event event;
              Task<> waiter = asyncio::create_task(
                  [](asyncio::Event& e) -> Coro<> {
                    co_await e.wait();
                    say("woken");
                  },
                  std::ref(event));
              Task<> task = asyncio::create_task(
                  [](asyncio::Event& e) -> Coro<> {
                    asyncio::on_cancel act([&e] {
                      e.set();
                      asyncio::create_task([]() -> Coro<> {
                        say("new");
                        co_return;
                      });
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

TEST(Cancel, KeepsThePlaceOfAReadyTask) {
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
