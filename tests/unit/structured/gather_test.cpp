// gather and gather_results: values, failures, and who is cancelled.
#include "tests/support/scenario.hpp"

#include <array>
#include <memory>
#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Task;

TEST(Gather, GivesTheValuesInTheOrderOfTheArguments) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto [a, b, c] = co_await asyncio::gather(value_after(1, 3), value_after(2, 1),
                                                        cleanup("x", 2));
              static_assert(std::is_same_v<decltype(c), asyncio::Void>);
              say(a, b, now_ms());
            }),
            "{ x } 1 2 3 ok");
}

TEST(Gather, OfNothingDoesNotYield) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task([]() -> Coro<> {
                say("other");
                co_return;
              });
              (void)co_await asyncio::gather();
              say("first");
              co_await asyncio::sleep_ms(0);
            }),
            "first other ok");
}

TEST(Gather, OwnedChildrenAreCancelledOnTheFirstFailureAndAwaited) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto body = []() -> Coro<> {
                Guard guard("parent");
                co_await asyncio::gather(asyncio::finally(hang("a"), cleanup("c", 4)), failing(2));
                say("never");
              };
              auto result = co_await asyncio::as_result(body());
              say(result.error().name(), now_ms());
            }),
            "~failing a { c } parent UserError 6 ok");
}

TEST(Gather, TaskHandlesGoOnAfterAFailure) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> good = asyncio::create_task(value_after(1, 10));
              Task<> bad = asyncio::create_task(failing(2));
              auto result = co_await asyncio::as_result(asyncio::gather(good, bad));
              say(result.error().name(), now_ms(), good.done() ? "done" : "running");
              say(co_await good);
            }),
            "~failing UserError 2 running 1 ok");
}

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

TEST(Gather, CancellingItCancelsAllAndWaitsForAll) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> handle = asyncio::create_task(hang("handle"));
              Task<> task = asyncio::create_task(
                  [](Task<> given) -> Coro<> {
                    Guard guard("parent");
                    co_await asyncio::gather(outer("m", "l"),
                                             asyncio::finally(hang("k"), cleanup("c", 3)), given);
                    say("never");
                  },
                  handle);
              co_await asyncio::sleep_ms(1);
              task.cancel();
              say((co_await asyncio::cancel_and_wait(task)).name(), now_ms());
            }),
            "l m k { handle c } parent CancelledError 4 ok");
}

TEST(Gather, FinishedTasksCount) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> one = asyncio::create_task(value_after(1, 0));
              Task<int> two = asyncio::create_task(value_after(2, 0));
              co_await asyncio::sleep_ms(1);
              auto [a, b] = co_await asyncio::gather(one, two);
              say(a, b);
              Task<> bad = asyncio::create_task(failing(0));
              co_await asyncio::sleep_ms(0);
              co_await asyncio::sleep_ms(0);
              auto result = co_await asyncio::as_result(asyncio::gather(one, bad));
              say(result.error().name());
            }),
            "1 2 ~failing UserError ok");
}

TEST(Gather, ATaskMayBeGatheredTwiceAndAwaitedAsWell) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> shared = asyncio::create_task(value_after(7, 2));
              auto [a, b] = co_await asyncio::gather(shared, shared);
              say(a, b, co_await shared);
            }),
            "7 7 7 ok");
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

TEST(Gather, ACycleThroughGatherCanBeCancelled) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> first, second;
              auto gathers = [](Task<>* other) -> Coro<> { co_await asyncio::gather(*other); };
              auto awaits = [](Task<>* other) -> Coro<> { co_await *other; };
              first = asyncio::create_task(gathers, &second);
              second = asyncio::create_task(awaits, &first);
              co_await asyncio::sleep_ms(1);
              first.cancel();
              co_await asyncio::sleep_ms(1);
              say(first.done() && second.done() ? "over" : "stuck");
            }),
            "over ok");
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
