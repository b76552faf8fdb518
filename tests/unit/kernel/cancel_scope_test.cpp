// SPDX-License-Identifier: MIT
// CancelScope: a strike from outside, in all places. (wait_for, Timeout and TaskGroup are its users
// and have tests of their own.)
#include "tests/support/scenario.hpp"

#include <uasyncio/structured/task_group.hpp>
#include <uasyncio/structured/timeout.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::TaskGroup;
using asyncio::Timeout;
using asyncio::with;

TEST(CancelScope, AStrikeInsideACleanupOfTheSameDepthIsDelivered) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto tidy = []() -> Coro<> {
                say(co_await error_of(asyncio::wait_for_ms(hang("in"), 2)));
                co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
                  group.cancel();
                  co_await hang("body");
                });
                say("tidy");
              };
              co_await asyncio::finally(cleanup("c", 1), tidy());
            }),
            "{ c } in TimeoutError body tidy ok");
}

TEST(CancelScope, AnOuterStrikeIsHeldBackByACleanupInside) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto late = co_await asyncio::as_result(with(Timeout(1ms), []() -> Coro<> {
                co_await asyncio::finally(hang("a"), cleanup("c", 5));
              }));
              say(late.error().name(), now_ms());
            }),
            "a { c } TimeoutError 6 ok");
}

TEST(CancelScope, OfTwoThatHaveStruckTheOuterDecides) {
  EXPECT_EQ(played([]() -> Coro<> {
              TaskGroup outer_group;
              co_await with(outer_group, [](TaskGroup& outer) -> Coro<> {
                auto inner = [&outer]() -> Coro<> {
                  co_await with(Timeout(5), [&outer](Timeout& timeout) -> Coro<> {
                    timeout.reschedule(0);
                    outer.create_task([&outer]() -> Coro<> {
                      outer.cancel();
                      co_return;
                    });
                    co_await hang("body");
                  });
                };
                say((co_await asyncio::as_result(inner())).error().name());
              });
              say("end");
            }),
            "body end ok");
}
