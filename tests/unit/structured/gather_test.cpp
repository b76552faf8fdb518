// SPDX-License-Identifier: MIT
// gather and gather_results: values and failures.
#include "tests/support/scenario.hpp"

#include <array>
#include <memory>
#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Task;

namespace {

Coro<int> says_number(int number, int milliseconds) {
  say(number);
  co_await asyncio::sleep_ms(milliseconds);
  co_return number;
}

}  // namespace

TEST(Gather, GivesTheValuesInTheOrderOfTheArguments) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto [a, b, c] =
                  co_await asyncio::gather(value_after(1, 3), value_after(2, 1), cleanup("x", 2));
              static_assert(std::is_same_v<decltype(c), asyncio::Void>);
              say(a, b, now_ms());
            }),
            "{ x } 1 2 3 ok");
}

TEST(Gather, StartsCoroutinesInTheOrderOfTheArgumentsInTasksOfTheirOwn) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto before = asyncio::Loop::running()->live_tasks();
              auto counts = [](std::size_t base) -> Coro<int> {
                say(asyncio::Loop::running()->live_tasks() - base);
                co_return 0;
              };
              auto [a, b, c] =
                  co_await asyncio::gather(says_number(1, 0), says_number(2, 0), counts(before));
              say("=", a, b, c, asyncio::Loop::running()->live_tasks() - before);
            }),
            "1 2 3 = 1 2 0 0 ok");
}

TEST(Gather, OfNothingDoesNotYield) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task(says("other"));
              (void)co_await asyncio::gather();
              (void)co_await asyncio::gather_results();
              say("first");
              co_await asyncio::sleep_ms(0);
            }),
            "first other ok");
}

TEST(Gather, OwnedChildrenAreCancelledOnTheFirstFailureAndAwaited) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto parent = []() -> Coro<> {
                Guard guard("parent");
                co_await asyncio::gather(asyncio::finally(hang("a"), cleanup("c", 4)),
                                         failing(5, Error::user(1)), swallows_a_cancel(10),
                                         failing(9, Error::user(2)));
                say("never");
              };
              auto result = co_await asyncio::as_result(parent());
              say(result.error().name(), result.error().code, now_ms());
            }),
            "~failing a { swallowed ~failing c } on parent UserError 1 15 ok");
}

// As in the original and in CPython: the gather did not make them.
TEST(Gather, TasksGoOnWhenOneOfThemFails) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> good = asyncio::create_task(value_after(3, 10));
              Task<> bad = asyncio::create_task(failing(5));
              say(co_await error_of(asyncio::gather(good, bad)), now_ms(), good.done());
              say(co_await good, now_ms());
            }),
            "~failing UserError 5 0 3 10 ok");
}

TEST(Gather, ResultsCollectFailuresAndCancellations) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> victim = asyncio::create_task(hang("victim"));
              victim.cancel();
              auto limited = []() -> Coro<> { co_await asyncio::wait_for_ms(hang("slow"), 2); };
              auto [a, b, c, d] = co_await asyncio::gather_results(value_after(1, 5), failing(1),
                                                                   victim, limited());
              say(a.value(), b.error().name(), c.error().name(), d.error().name());
            }),
            "~failing slow 1 UserError CancelledError TimeoutError ok");
}

TEST(Gather, ACancelledChildIsAFailureOfTheGather) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> victim = asyncio::create_task(hang("victim"));
              asyncio::Loop::running()->call_later_ms(3, [victim] { victim.cancel(); });
              auto outcome = co_await asyncio::as_outcome(asyncio::gather(victim));
              say(outcome.error().name(), outcome.cancelled() ? "mine" : "the-child's");
            }),
            "victim CancelledError the-child's ok");
}

TEST(Gather, ResultsOfCancelledChildrenAreErrorsNotMyCancellation) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> victim = asyncio::create_task(hang("victim"));
              asyncio::Loop::running()->call_later_ms(3, [victim] { victim.cancel(); });
              auto [a, b] = co_await asyncio::gather_results(victim, value_after(1, 5));
              say(a.error().name(), b.value(), now_ms());
            }),
            "victim CancelledError 1 5 ok");
}

TEST(Gather, OfARangeOfTasks) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::vector<Task<int>> tasks;
              for (int i = 0; i != 20; ++i) {
                tasks.push_back(asyncio::create_task(value_after(i, 20 - i)));
              }
              co_await asyncio::gather(tasks);
              int sum = 0;
              for (Task<int>& task : tasks) sum += task.result();
              say(sum, now_ms());
              std::array<Task<>, 2> pair{asyncio::create_task(failing(1)),
                                         asyncio::create_task(cleanup("x", 2))};
              co_await asyncio::gather_results(pair);
              say(pair[0].error().name());
            }),
            "190 20 { ~failing x } UserError ok");
}

TEST(Gather, MoveOnlyValues) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto make = [](int n) -> Coro<std::unique_ptr<int>> {
                co_return std::make_unique<int>(n);
              };
              auto [a, b] = co_await asyncio::gather(make(1), make(2));
              say(*a + *b);
            }),
            "3 ok");
}

TEST(Gather, WithoutRoomForAChildTheOthersAreCancelled) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto body = [](Coro<> a, Coro<int> b) -> Coro<> {
                asyncio::FramePool::current().fail_allocation(2);  // the second child's record
                co_await asyncio::gather(std::move(a), std::move(b));
                say("never");
              };
              auto result = co_await asyncio::as_result(body(hang("a"), value_after(1, 1)));
              say(result.error().name());
            }),
            "MemoryError ok");
}
