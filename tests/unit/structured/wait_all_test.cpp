// SPDX-License-Identifier: MIT
// WaitAll: all members, in any order.
#include "tests/support/scenario.hpp"

#include <memory>

#include <uasyncio/structured/wait_all.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Event;
using asyncio::Task;
using asyncio::ThreadSafeFlag;
using asyncio::WaitAll;
using asyncio::WaitAny;

namespace {}  // namespace

TEST(WaitAll, WaitsForAllInAnyOrder) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event one, two, three;
              two.set();
              WaitAll all(one, two, three);
              after(3, [&] { one.set(); });
              after(2, [&] { three.set(); });
              co_await all.wait();
              say(now_ms());
              all.clear();
              say(one.is_set() || two.is_set() || three.is_set() ? "set" : "cleared");
              co_await WaitAll();
            }),
            "3 cleared ok");
}

TEST(WaitAll, AMemberThatWasClearedAgainCounts) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event one, two;
              after(1, [&] {
                two.set();
                two.clear();
              });
              after(2, [&] { one.set(); });
              co_await WaitAll(one, two);
              say(now_ms());
            }),
            "2 ok");
}

TEST(WaitAll, GivesConsumedSignalsBackWhenItTimesOut) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event never;
              ThreadSafeFlag flag;
              WaitAll all(flag, never);
              after(1, [&] { flag.set(); });
              say(co_await error_of(asyncio::wait_for_ms(all.wait(), 3)));
              co_await flag.wait();
              say(now_ms());
            }),
            "TimeoutError 3 ok");
}

TEST(WaitAll, GivesConsumedSignalsBackWhenItLosesInAWaitAny) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event never, event;
              ThreadSafeFlag flag;
              after(1, [&] { flag.set(); });
              after(2, [&] { event.set(); });
              say((co_await WaitAny(WaitAll(flag, never), event)).index());
              co_await flag.wait();
              say(now_ms());
            }),
            "1 2 ok");
}

TEST(WaitAll, AnExhaustedPoolIsAMemoryError) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeFlag flag;
              Event event;
              flag.set();
              event.set();
              auto wait = [&]() -> Coro<> { co_await WaitAll(flag, event); };
              Coro<> waiting = wait();
              asyncio::FramePool::current().fail_allocation(3);
              auto result = co_await asyncio::as_result(std::move(waiting));
              say(result.error().name());
              co_await flag.wait();
            }),
            "MemoryError ok");
}

TEST(WaitAll, ManyTasksMayWaitOnOne) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event one, two;
              WaitAll all(one, two);
              after(1, [&] { one.set(); });
              after(2, [&] { two.set(); });
              co_await asyncio::gather(all.wait(), all.wait());
              say(now_ms());
            }),
            "2 ok");
}

TEST(WaitAll, ThatGoesWhileATaskWaitsGivesBackWhatItHadTaken) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeFlag flag;
              Event event;
              auto all = std::make_unique<WaitAll<ThreadSafeFlag&, Event&>>(flag, event);
              Task<> waiter = asyncio::create_task([&]() -> Coro<> { co_await *all; });
              flag.set();
              co_await asyncio::sleep_ms(1);
              all.reset();
              event.set();
              say((co_await asyncio::as_result(waiter)).error().name());
              co_await flag.wait();
              say(now_ms());
            }),
            "CancelledError 1 ok");
}

TEST(WaitAll, ThatGoesEndsAWaitInACleanupToo) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              auto all = std::make_unique<WaitAll<Event&>>(event);
              const auto cleans_up = [&]() -> Coro<> {
                Guard guard("cleaned up");
                co_await *all;
              };
              Task<> waiter = asyncio::create_task(
                  [&]() -> Coro<> { co_await asyncio::finally(asyncio::sleep(1), cleans_up()); });
              co_await asyncio::sleep_ms(1);
              waiter.cancel();
              co_await asyncio::sleep_ms(1);
              say(waiter.done() ? "early" : "waits");
              all.reset();
              say((co_await asyncio::as_result(waiter)).error().name());
            }),
            "waits cleaned up CancelledError ok");
}
