// SPDX-License-Identifier: MIT
// TaskGroup: cancelled from outside, by its own, and by a time-out, at every point.
#include "tests/support/scenario.hpp"

#include <uasyncio/structured/task_group.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Task;
using asyncio::TaskGroup;
using asyncio::with;

namespace {

/// To become `parent`: waits for a group whose only child, `child`, awaits `parent`.
Coro<> has_a_child_that_awaits_it(Task<>& parent, Task<>& child) {
  Guard guard("parent");
  co_await with(TaskGroup(), [&](TaskGroup& group) -> Coro<> {
    child = group.create_task([&]() -> Coro<> {
      Guard inner("child");
      co_await parent;
    });
    co_return;
  });
}

}  // namespace

TEST(TaskGroupCancel, CancelOfTheParentDuringTheBodyEndsAllAndIsDelivered) {
  EXPECT_EQ(reported([]() -> Coro<> {
              Task<> parent = asyncio::create_task([]() -> Coro<> {
                Guard guard("parent");
                co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                  group.create_task(asyncio::finally(hang("a"), cleanup("c", 2)));
                  co_await hang("body");
                });
                say("never");
              });
              co_await asyncio::sleep_ms(1);
              parent.cancel();
              say((co_await asyncio::cancel_and_wait(parent)).name(), now_ms());
            }),
            "body a { c } parent CancelledError 3 ok");
}

TEST(TaskGroupCancel, CancelOfTheParentWhileItWaitsGoesToTheChildrenEachTime) {
  EXPECT_EQ(reported([]() -> Coro<> {
              Task<> parent = asyncio::create_task([]() -> Coro<> {
                Guard guard("parent");
                co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                  group.create_task([]() -> Coro<> {
                    co_await swallows_a_cancel(1);
                    co_await hang("again");
                  });
                  co_return;
                });
                say("never");
              });
              co_await asyncio::sleep_ms(1);
              parent.cancel();
              co_await asyncio::sleep_ms(5);
              parent.cancel();
              say((co_await asyncio::cancel_and_wait(parent)).name(), now_ms());
            }),
            "swallowed on again parent CancelledError 6 ok");
}

TEST(TaskGroupCancel, ACancelOfTheParentGoesBeforeAFailureWhichIsReported) {
  EXPECT_EQ(reported([]() -> Coro<> {
              Task<> parent = asyncio::create_task([]() -> Coro<> {
                co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                  group.create_task({.name = "child"}, fails_after, 1, Error::os(5));
                  group.create_task(asyncio::finally(hang("a"), cleanup("c", 4)));
                  co_return;
                });
              });
              co_await asyncio::sleep_ms(3);
              say((co_await asyncio::cancel_and_wait(parent)).name());
            }),
            "a { c } [child:OSError] CancelledError ok");
}

TEST(TaskGroupCancel, AChildFailsAndTheParentIsCancelledInTheSamePass) {
  EXPECT_EQ(reported([]() -> Coro<> {
              Task<> parent = asyncio::create_task([]() -> Coro<> {
                co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                  group.create_task({.name = "child"}, fails_after, 1, Error::os(5));
                  co_await hang("body");
                });
              });
              co_await asyncio::sleep_ms(0);
              asyncio::Loop::running()->call_later_ms(1, [parent] { parent.cancel(); });
              say((co_await asyncio::as_result(parent)).error().name());
            }),
            "body [child:OSError] CancelledError ok");
}

TEST(TaskGroupCancel, AChildMayCancelTheParent) {
  EXPECT_EQ(reported([]() -> Coro<> {
              Task<> parent;
              parent = asyncio::create_task([&parent]() -> Coro<> {
                Guard guard("parent");
                co_await with(TaskGroup(), [&parent](TaskGroup& group) -> Coro<> {
                  group.create_task([&parent]() -> Coro<> {
                    parent.cancel();
                    co_await hang("child");
                  });
                  co_return;
                });
              });
              say((co_await asyncio::as_result(parent)).error().name());
            }),
            "child parent CancelledError ok");
}

TEST(TaskGroupCancel, AChildThatAwaitsTheParentCanBeCancelled) {
  EXPECT_EQ(reported([]() -> Coro<> {
              Task<> parent, child;
              parent = asyncio::create_task(has_a_child_that_awaits_it(parent, child));
              co_await asyncio::sleep_ms(1);
              say((co_await asyncio::cancel_and_wait(parent)).name(), child.error().name());
            }),
            "child parent CancelledError CancelledError ok");
  EXPECT_EQ(reported([]() -> Coro<> {
              Task<> parent, child;
              parent = asyncio::create_task(has_a_child_that_awaits_it(parent, child));
              co_await asyncio::sleep_ms(1);
              child.cancel();
              say((co_await asyncio::as_result(parent)).error().name(), child.error().name());
            }),
            "child parent CancelledError CancelledError ok");
}

TEST(TaskGroupCancel, ATimeOutAroundItEndsItAtEveryPoint) {
  for (int limit = 0; limit != 9; ++limit) {
    const std::string text = reported([limit]() -> Coro<> {
      auto block = []() -> Coro<> {
        Guard guard("caller");
        co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
          group.create_task({.name = "child"}, fails_after, 3, Error::os(5));
          group.create_task(asyncio::finally(hang("a"), cleanup("c", 3)));
          co_await asyncio::sleep_ms(2);
        });
      };
      say(co_await error_of(asyncio::wait_for_ms(block(), limit)));
    });
    const bool failed = limit > 3;
    const char* const end = limit < 7 ? "TimeoutError" : "OSError";
    const std::string report = failed && limit < 7 ? " [child:OSError]" : "";
    const std::string expected = "a { c }" + report + " caller " + end + " ok";
    EXPECT_EQ(text, expected) << limit;
  }
}

TEST(TaskGroupCancel, CancelEndsItEarlyWithoutAFailure) {
  EXPECT_EQ(reported([]() -> Coro<> {
              co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                group.create_task(hang("a"));
                group.create_task([&group]() -> Coro<> {
                  co_await asyncio::sleep_ms(2);
                  group.cancel();
                });
                co_await hang("body");
                say("never");
              });
              say(now_ms());
              auto value =
                  co_await asyncio::as_result(with(TaskGroup(), [](TaskGroup& group) -> Coro<int> {
                    group.create_task(hang("never"));
                    group.cancel();
                    co_await asyncio::sleep_ms(1);
                    co_return 1;
                  }));
              say(value.error().name());
            }),
            "a body 2 CancelledError ok");
}

TEST(TaskGroupCancel, CancelByTheBodyDoesNotOutliveTheBody) {
  EXPECT_EQ(reported([]() -> Coro<> {
              const int value = co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<int> {
                group.create_task(asyncio::finally(hang("a"), cleanup("c", 2)));
                co_await asyncio::sleep_ms(1);
                group.cancel();
                co_return 5;
              });
              co_await asyncio::sleep_ms(1);
              say(value, now_ms());
            }),
            "a { c } 5 4 ok");
}

TEST(TaskGroupCancel, CancelByTheBodyIsHeldBackByACleanup) {
  EXPECT_EQ(reported([]() -> Coro<> {
              co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                auto at_once = [](TaskGroup& g) -> Coro<> {
                  g.cancel();
                  co_return;
                };
                co_await asyncio::finally(at_once(group), cleanup("c", 2));
                say("never");
              });
              say(now_ms());
            }),
            "{ c } 2 ok");
}

TEST(TaskGroupCancel, TheCancelOfTheTaskByItsOwnBodyIsDelivered) {
  EXPECT_EQ(reported([]() -> Coro<> {
              Task<> parent = asyncio::create_task([]() -> Coro<> {
                co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                  group.create_task(hang("a"));
                  co_await asyncio::sleep_ms(1);
                  group.cancel();
                  asyncio::current_task().cancel();
                  co_return;
                });
                say("never");
              });
              say((co_await asyncio::as_result(parent)).error().name());
            }),
            "a CancelledError ok");
}

TEST(TaskGroupCancel, TheCancelOfTheTaskByItsOwnBodyGoesBeforeAFailureWhichIsReported) {
  EXPECT_EQ(reported([]() -> Coro<> {
              Task<> parent = asyncio::create_task([]() -> Coro<> {
                co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                  group.create_task({.name = "child"}, fails_after, 1, Error::os(5));
                  co_await swallows_a_cancel(1);
                  asyncio::current_task().cancel();
                });
                say("never");
              });
              say((co_await asyncio::as_result(parent)).error().name());
            }),
            "swallowed on [child:OSError] CancelledError ok");
}
