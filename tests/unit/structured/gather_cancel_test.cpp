// SPDX-License-Identifier: MIT
// gather that is cancelled: who is asked, in which order, and who is waited for.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

TEST(Gather, ACancelGoesThroughNestedOnesDepthFirstTheOldestChildFirst) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto two = [](std::string_view a, std::string_view b) -> Coro<> {
                co_await asyncio::gather(hang(a), hang(b));
              };
              auto awaits = [two]() -> Coro<> {
                co_await asyncio::create_task(two, "d", "e");
                say("never");
              };
              auto in_group = [two]() -> Coro<> {
                co_await asyncio::with(asyncio::TaskGroup(),
                                       [two](asyncio::TaskGroup& group) -> Coro<> {
                                         group.create_task(two, "f", "g");
                                         group.create_task(hang("h"));
                                         co_return;
                                       });
              };
              Task<> task = asyncio::create_task([=]() -> Coro<> {
                co_await asyncio::gather(two("a", "b"), hang("c"), awaits(), in_group());
              });
              co_await asyncio::sleep_ms(1);
              task.cancel();
              (void)co_await asyncio::as_result(task);
            }),
            "a b c d e f g h ok");
}

// The original re-raises at once, and the children's cleanups come later.
TEST(Gather, CancellingItCancelsAllAndWaitsForAll) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> handle = asyncio::create_task(hang("handle"));
              Task<> task = asyncio::create_task(
                  [](Task<> given) -> Coro<> {
                    Guard guard("parent");
                    co_await asyncio::gather(outer("m", "l"),
                                             asyncio::finally(hang("k"), cleanup("c", 3)), given,
                                             swallows_a_cancel(10));
                    say("never");
                  },
                  handle);
              co_await asyncio::sleep_ms(1);
              task.cancel();
              say((co_await asyncio::cancel_and_wait(task)).name(), now_ms());
            }),
            "l m k { handle swallowed c } on parent CancelledError 11 ok");
}

TEST(Gather, CancellingResultsIsACancelTooEvenIfTheChildrenEndWell) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto gathers = []() -> Coro<> {
                co_await asyncio::gather_results(swallows_a_cancel(1), swallows_a_cancel(2));
                say("never");
              };
              Task<> task = asyncio::create_task(gathers);
              co_await asyncio::sleep_ms(1);
              say((co_await asyncio::cancel_and_wait(task)).name(), now_ms());
            }),
            "swallowed swallowed on on CancelledError 3 ok");
}

TEST(Gather, AFailureWhileItIsBeingCancelledIsDropped) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Loop::running()->set_exception_handler(
                  [](asyncio::Loop&, const asyncio::ExceptionContext&) { say("handler"); });
              auto gathers = []() -> Coro<> {
                co_await asyncio::gather(asyncio::finally(hang("a"), failing(1)),
                                         swallows_a_cancel(2));
              };
              Task<> task = asyncio::create_task(gathers);
              co_await asyncio::sleep_ms(1);
              say((co_await asyncio::cancel_and_wait(task)).name());
              co_await asyncio::sleep_ms(5);
            }),
            "a swallowed ~failing on CancelledError ok");
}

TEST(Gather, ATimeLimitCancelsIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto result = co_await asyncio::as_result(
                  asyncio::wait_for_ms(asyncio::gather(hang("a"), hang("b")), 5));
              say(result.error().name(), now_ms());
            }),
            "a b TimeoutError 5 ok");
}
