// The rules of MicroPython's asyncio: gather.
#include "tests/support/scenario.hpp"

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

/// Swallows a cancel and goes on for so long.
Coro<int> obstinate(int milliseconds) {
  auto outcome = co_await asyncio::as_outcome(asyncio::sleep(100));
  say(outcome.cancelled() ? "swallowed" : "slept");
  co_await asyncio::sleep_ms(milliseconds);
  say("stubborn-end");
  co_return 9;
}

}  // namespace

TEST(GatherRules, CoroutinesStartInTheOrderOfTheArgumentsInTasksOfTheirOwn) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto before = asyncio::Loop::running()->live_tasks();
              auto counts = [](std::size_t base) -> Coro<int> {
                say(asyncio::Loop::running()->live_tasks() - base);
                co_return 0;
              };
              auto [a, b, c] = co_await asyncio::gather(says_number(1, 0), says_number(2, 0),
                                                        counts(before));
              say("=", a, b, c, asyncio::Loop::running()->live_tasks() - before);
            }),
            "1 2 3 = 1 2 0 0 ok");
}

TEST(GatherRules, TheFirstFailureIsTheGathersAndOwnedCoroutinesAreCancelledAndAwaited) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto both = []() -> Coro<> {
                co_await asyncio::gather(failing(5, Error::user(1)), obstinate(10),
                                         failing(9, Error::user(2)));
              };
              auto result = co_await asyncio::as_result(both());
              say(result.error().name(), result.error().code, now_ms());
            }),
            "~failing swallowed ~failing stubborn-end UserError 1 15 ok");
}

// As in the original and in CPython: the gather did not make them.
TEST(GatherRules, TasksGoOnWhenOneOfThemFails) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> good = asyncio::create_task(value_after(3, 10));
              Task<> bad = asyncio::create_task(failing(5));
              auto result = co_await asyncio::as_result(asyncio::gather(good, bad));
              say(result.error().name(), now_ms(), good.done());
              say(co_await good, now_ms());
            }),
            "~failing UserError 5 0 3 10 ok");
}

TEST(GatherRules, ResultsOfCancelledChildrenAreErrorsNotMyCancellation) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> victim = asyncio::create_task(hang("victim"));
              asyncio::Loop::running()->call_later_ms(3, [victim] { victim.cancel(); });
              auto [a, b] = co_await asyncio::gather_results(victim, value_after(1, 5));
              say(a.error().name(), b.value(), now_ms());
            }),
            "victim CancelledError 1 5 ok");
}

TEST(GatherRules, ACancelledChildIsAFailureOfTheGather) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> victim = asyncio::create_task(hang("victim"));
              asyncio::Loop::running()->call_later_ms(3, [victim] { victim.cancel(); });
              auto outcome = co_await asyncio::as_outcome(asyncio::gather(victim));
              say(outcome.error().name(), outcome.cancelled() ? "mine" : "the-child's");
            }),
            "victim CancelledError the-child's ok");
}

// The original re-raises at once, and the children's cleanups come later.
TEST(GatherRules, CancellingItWaitsUntilAllChildrenHaveReallyEnded) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto gathers = []() -> Coro<> {
                Guard guard("gather-left");
                co_await asyncio::gather(asyncio::finally(hang("a"), cleanup("x", 5)),
                                         obstinate(10));
                say("never");
              };
              Task<> task = asyncio::create_task(gathers);
              co_await asyncio::sleep_ms(1);
              task.cancel();
              auto result = co_await asyncio::as_result(task);
              say(result.error().name(), now_ms());
            }),
            "a { swallowed x } stubborn-end gather-left CancelledError 11 ok");
}

TEST(GatherRules, CancellingGatherResultsIsACancelTooEvenIfTheChildrenEndWell) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto gathers = []() -> Coro<> {
                auto [a, b] = co_await asyncio::gather_results(obstinate(1), obstinate(2));
                say("never", a.ok(), b.ok());
              };
              Task<> task = asyncio::create_task(gathers);
              co_await asyncio::sleep_ms(1);
              say((co_await asyncio::cancel_and_wait(task)).name(), now_ms());
            }),
            "swallowed swallowed stubborn-end stubborn-end CancelledError 3 ok");
}

TEST(GatherRules, AFailureWhileItIsBeingCancelledIsDropped) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Loop::running()->set_exception_handler(
                  [](asyncio::Loop&, const asyncio::ExceptionContext&) { say("handler"); });
              auto gathers = []() -> Coro<> {
                co_await asyncio::gather(asyncio::finally(hang("a"), failing(1)), obstinate(2));
              };
              Task<> task = asyncio::create_task(gathers);
              co_await asyncio::sleep_ms(1);
              say((co_await asyncio::cancel_and_wait(task)).name());
              co_await asyncio::sleep_ms(5);
            }),
            "a swallowed ~failing stubborn-end CancelledError ok");
}

TEST(GatherRules, OfManyTasksInARange) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::vector<Task<int>> tasks;
              for (int i = 0; i != 100; ++i) {
                tasks.push_back(asyncio::create_task(value_after(i, i % 7)));
              }
              co_await asyncio::gather(tasks);
              int sum = 0;
              for (const Task<int>& task : tasks) sum += task.result();
              std::vector<Task<int>> none;
              co_await asyncio::gather(none);
              say(sum, now_ms());
            }),
            "4950 6 ok");
}

TEST(GatherRules, ATimeLimitCancelsIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto result = co_await asyncio::as_result(
                  asyncio::wait_for_ms(asyncio::gather(hang("a"), hang("b")), 5));
              say(result.error().name(), now_ms());
            }),
            "a b TimeoutError 5 ok");
}
