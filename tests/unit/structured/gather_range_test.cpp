// SPDX-License-Identifier: MIT
// gather of ranges: any number of coroutines, tasks and other awaitables.
#include "uasyncio/structured/gather_range.hpp"

#include "tests/support/scenario.hpp"

#include <array>
#include <span>
#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::List;
using asyncio::Result;
using asyncio::Task;

namespace {

std::vector<Coro<int>> values(int count) {
  std::vector<Coro<int>> coros;
  for (int i = 0; i != count; ++i) coros.push_back(value_after(i, count - i));
  return coros;
}

/// Without a frame of its own.
template <class A>
auto error_of_kept(A& awaitable) {
  struct Error {
    explicit Error(A& its_awaitable) : caught(asyncio::as_result(std::move(its_awaitable))) {}
    bool await_ready() { return caught.await_ready(); }
    void await_suspend(std::coroutine_handle<> awaiting) { caught.await_suspend(awaiting); }
    const char* await_resume() { return caught.await_resume().error().name(); }
    decltype(asyncio::as_result(std::declval<A>())) caught;
  };
  return Error(awaitable);
}

TEST(GatherRange, OfCoroutinesGivesTheirValuesInTheOrderOfTheRange) {
  EXPECT_EQ(played([]() -> Coro<> {
              List<int> list = co_await asyncio::gather(values(4));
              for (const int value : list) say(value);
              say(list.size(), now_ms());
              std::vector<Coro<int>> many = values(1000);
              auto all = co_await asyncio::gather(std::move(many));
              say(all[999], now_ms());
            }),
            "0 1 2 3 4 4 999 1004 ok");
}

TEST(GatherRange, OfNothingIsReadyAtOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              say((co_await asyncio::gather(std::vector<Coro<int>>())).size());
              co_await asyncio::gather(std::vector<Coro<>>());
              say((co_await asyncio::gather_results(std::vector<Coro<>>())).size());
              std::vector<Task<int>> none;
              co_await asyncio::gather(none);
              co_await asyncio::gather_results(none);
              const std::tuple<> nothing = co_await asyncio::gather();
              (void)nothing;
              say(now_ms());
            }),
            "0 0 0 ok");
}

TEST(GatherRange, MayBeAnArrayASpanOrOfOtherAwaitables) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::array coros{value_after(1, 1), value_after(2, 1)};
              List<int> from_array = co_await asyncio::gather(std::move(coros));
              say(from_array[0], from_array[1]);
              std::vector<Coro<int>> kept = values(2);
              List<int> from_span = co_await asyncio::gather(std::span(kept));
              say(from_span[1], co_await error_of(std::move(kept[1])));
              std::vector naps{asyncio::sleep_ms(3), asyncio::sleep_ms(5)};
              co_await asyncio::gather(std::move(naps));
              asyncio::Event event;
              std::vector waits{event.wait(), event.wait()};
              event.set();
              co_await asyncio::gather(std::move(waits));
              say(now_ms());
            }),
            "1 2 1 RuntimeError 8 ok");
}

TEST(GatherRange, TheFirstFailureCancelsTheOthersAndWaitsForThem) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::vector<Coro<>> coros;
              coros.push_back(asyncio::finally(hang("a"), cleanup("a", 5)));
              coros.push_back(fails_after(1));
              coros.push_back(hang("b"));
              say(co_await error_of(asyncio::gather(std::move(coros))), now_ms());
            }),
            "a { b a } OSError 6 ok");
}

TEST(GatherRange, CancellingItWaitsForAll) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::vector<Coro<>> coros;
              coros.push_back(asyncio::finally(hang("a"), cleanup("a", 5)));
              coros.push_back(hang("b"));
              auto late = asyncio::wait_for_ms(asyncio::gather(std::move(coros)), 1);
              say(co_await error_of(std::move(late)), now_ms());
            }),
            "a { b a } TimeoutError 6 ok");
}

TEST(GatherRange, ResultsKeepFailuresApart) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::vector<Coro<>> coros;
              coros.push_back(fails_after(2));
              coros.push_back(cleanup("b", 1));
              Coro<> gone = cleanup("never", 1);
              const Coro<> kept = std::move(gone);
              coros.push_back(std::move(gone));  // NOLINT: moved from on purpose
              List<Result<void>> results = co_await asyncio::gather_results(std::move(coros));
              for (const Result<void>& each : results) say(each.error().name());
            }),
            "{ b } OSError no error RuntimeError ok");
}

TEST(GatherRange, AnElementThatWasMovedFromOrIsNullFailsWithRuntimeError) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::vector<Coro<int>> coros = values(3);
              const Coro<int> taken = std::move(coros[1]);
              say(co_await error_of(asyncio::gather(std::move(coros))));
              std::vector<Task<int>> tasks(2);
              tasks[0] = asyncio::create_task(value_after(1, 1));
              say(co_await error_of(asyncio::gather(tasks)));
              say(co_await error_of(asyncio::gather(std::move(tasks))));
              say(co_await error_of(asyncio::gather(Task<int>(), value_after(1, 1))));
            }),
            "RuntimeError RuntimeError RuntimeError RuntimeError ok");
}

TEST(GatherRange, OfTasksThatAreGivenAwayGivesTheirValues) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> shared = asyncio::create_task(value_after(1, 1));
              std::vector<Task<int>> tasks{shared, asyncio::create_task(value_after(2, 2))};
              co_await asyncio::gather(tasks);
              say(tasks[1].result());
              List<int> list = co_await asyncio::gather(std::move(tasks));
              say(list[0], list[1], co_await shared);
              Task<> survives = asyncio::create_task(cleanup("survives", 5));
              std::vector<Task<>> mixed{asyncio::create_task(fails_after(1)), survives};
              say(co_await error_of(asyncio::gather(std::move(mixed))));
              co_await survives;
            }),
            "2 1 2 1 { OSError survives } ok");
}

TEST(GatherRange, WithoutRoomFailsBeforeAnythingBegins) {
  EXPECT_EQ(played([]() -> Coro<> {
              for (std::size_t n = 1; n != 3; ++n) {  // the watchers, the values
                auto begins = [](int value) -> Coro<int> {
                  say("never");
                  co_return value;
                };
                std::vector<Coro<int>> coros;
                for (int i = 0; i != 3; ++i) coros.push_back(begins(i));
                auto gathered = asyncio::gather(std::move(coros));
                asyncio::FramePool::current().fail_allocation(n);
                say(co_await error_of_kept(gathered));
              }
            }),
            "MemoryError MemoryError ok");
}

TEST(GatherRange, WithoutRoomForAllCancelsTheOthers) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto gathered = asyncio::gather(values(3));
              asyncio::FramePool::current().fail_allocation(4);  // the second task
              say(co_await error_of_kept(gathered), now_ms());
            }),
            "MemoryError 0 ok");
}

}  // namespace
