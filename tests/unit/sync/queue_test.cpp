// SPDX-License-Identifier: MIT
// Which item comes next, where the items are kept, and what a queue does at its limits.
#include "uasyncio/sync/queue.hpp"

#include "tests/support/scenario.hpp"

#include <memory>
#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::FramePool;
using asyncio::LifoQueue;
using asyncio::PriorityQueue;
using asyncio::Queue;
using asyncio::Task;

namespace {

TEST(Queue, GivesItemsInTheOrderOfPutAndDoesNotYieldForIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              Queue<int, 3> queue;
              asyncio::create_task(says("other"));
              for (int n = 1; n != 4; ++n) co_await queue.put(n);
              say(queue.full() ? "full" : "room", queue.qsize(), queue.maxsize());
              for (int n = 1; n != 4; ++n) say(co_await queue.get());
              say(queue.empty() ? "empty" : "items");
              co_await asyncio::sleep_ms(0);
            }),
            "full 3 3 1 2 3 empty other ok");
}

TEST(Queue, GoesRoundItsRing) {
  Queue<int, 3> queue;
  for (int n = 0; n != 20; ++n) {
    EXPECT_TRUE(queue.put_nowait(n));
    EXPECT_TRUE(queue.put_nowait(-n));
    EXPECT_EQ(queue.get_nowait(), n);
    EXPECT_EQ(queue.get_nowait(), -n);
  }
  EXPECT_EQ(queue.get_nowait(), std::nullopt);
}

TEST(Queue, RefusesWhatDoesNotFit) {
  Queue<int, 2> queue;
  EXPECT_TRUE(queue.put_nowait(1));
  EXPECT_TRUE(queue.put_nowait(2));
  EXPECT_FALSE(queue.put_nowait(3));
  EXPECT_EQ(queue.qsize(), 2u);
}

template <template <class, std::size_t> class AnyQueue>
void grows_without_limit() {
  const std::size_t used_before = FramePool::current().used();
  {
    AnyQueue<std::string, 0> queue;
    EXPECT_EQ(queue.maxsize(), 0u);
    for (int n = 0; n != 1000; ++n) EXPECT_TRUE(queue.put_nowait(std::to_string(n)));
    EXPECT_FALSE(queue.full());
    EXPECT_EQ(queue.qsize(), 1000u);
    EXPECT_TRUE(queue.get_nowait().has_value());
  }
  EXPECT_EQ(FramePool::current().used(), used_before);
}

template <class T, std::size_t N>
using LeastFirst = PriorityQueue<T, N>;

TEST(Queue, WithoutAMaximumGrows) { grows_without_limit<Queue>(); }
TEST(LifoQueue, WithoutAMaximumGrows) { grows_without_limit<LifoQueue>(); }
TEST(PriorityQueue, WithoutAMaximumGrows) { grows_without_limit<LeastFirst>(); }

TEST(Queue, GrowsInTheMiddleOfItsRing) {
  Queue<int> queue;
  int next = 0;
  int expected = 0;
  for (int round = 0; round != 50; ++round) {
    for (int n = 0; n != 3; ++n) EXPECT_TRUE(queue.put_nowait(next++));
    for (int n = 0; n != 2; ++n) EXPECT_EQ(queue.get_nowait(), expected++);
  }
  EXPECT_EQ(queue.qsize(), 50u);
}

TEST(Queue, TakesItsRoomFromThePoolOnce) {
  FramePool& pool = FramePool::current();
  Queue<int> queue(10);
  EXPECT_EQ(queue.maxsize(), 10u);
  pool.fail_allocation(1);
  for (int n = 0; n != 10; ++n) EXPECT_TRUE(queue.put_nowait(n));
  EXPECT_FALSE(queue.put_nowait(10));
  EXPECT_EQ(queue.get_nowait(), 0);
  pool.fail_allocation(0);
}

TEST(Queue, WithoutRoomFailsEveryPut) {
  FramePool::current().fail_allocation(1);
  auto queue = std::make_unique<Queue<int>>(10);
  FramePool::current().fail_allocation(0);
  EXPECT_FALSE(queue->put_nowait(1));
  EXPECT_TRUE(queue->full() && queue->empty());
  EXPECT_EQ(played([&queue]() {
              return [](Queue<int>& full) -> Coro<> { co_await full.put(1); }(*queue);
            }),
            "MemoryError");
  Queue<std::array<char, 1024>> absurd(PTRDIFF_MAX);
  EXPECT_FALSE(absurd.put_nowait({}));
}

TEST(Queue, ThatCannotGrowFailsThePutAndKeepsItsItems) {
  EXPECT_EQ(played([]() -> Coro<> {
              Queue<int> queue;
              for (int n = 0; n != 4; ++n) co_await queue.put(n);
              auto put = [](Queue<int>& full) -> Coro<> { co_await full.put(4); };
              Coro<> fifth = put(queue);
              FramePool::current().fail_allocation(1);
              const auto result = co_await asyncio::as_result(std::move(fifth));
              FramePool::current().fail_allocation(0);
              say(result.error().name(), queue.qsize());
              co_await queue.put(4);
              while (auto item = queue.get_nowait()) say(*item);
            }),
            "MemoryError 4 0 1 2 3 4 ok");
}

TEST(Queue, CarriesWhatCanOnlyBeMoved) {
  EXPECT_EQ(played([]() -> Coro<> {
              Queue<std::unique_ptr<int>, 1> queue;
              auto producer = [](Queue<std::unique_ptr<int>, 1>& to) -> Coro<> {
                for (int n = 0; n != 3; ++n) co_await to.put(std::make_unique<int>(n));
                to.shutdown();
              };
              asyncio::create_task(producer(queue));
              say(*co_await queue.get());
              say(**co_await queue.next());
              say(*co_await asyncio::wait_for_ms(queue.get(), 10));
              say((co_await queue.next()).has_value());
            }),
            "0 1 2 0 ok");
}

TEST(Queue, PutsWithATimeLimit) {
  EXPECT_EQ(played([]() -> Coro<> {
              Queue<std::string, 1> queue;
              co_await asyncio::wait_for_ms(queue.put("a long text that is on the heap"), 10);
              auto late = co_await asyncio::as_result(asyncio::wait_for_ms(queue.put("late"), 10));
              say(late.error().name(), co_await queue.get());
              say(queue.qsize());
            }),
            "TimeoutError a long text that is on the heap 0 ok");
}

TEST(Queue, DestroysTheItemsThatAreLeft) {
  auto counted = std::make_shared<int>();
  {
    Queue<std::shared_ptr<int>, 4> fixed;
    Queue<std::shared_ptr<int>> growing;
    PriorityQueue<std::shared_ptr<int>> sorted(9);
    for (int n = 0; n != 3; ++n) {
      EXPECT_TRUE(fixed.put_nowait(counted));
      EXPECT_TRUE(growing.put_nowait(counted));
      EXPECT_TRUE(sorted.put_nowait(counted));
    }
    EXPECT_TRUE(fixed.get_nowait().has_value());
    EXPECT_EQ(counted.use_count(), 9);
  }
  EXPECT_EQ(counted.use_count(), 1);
}

TEST(LifoQueue, GivesTheLastFirst) {
  EXPECT_EQ(played([]() -> Coro<> {
              LifoQueue<int, 4> queue;
              for (int n = 1; n != 4; ++n) co_await queue.put(n);
              say(co_await queue.get());
              co_await queue.put(4);
              queue.shutdown();
              while (auto item = co_await queue.next()) say(*item);
            }),
            "3 4 2 1 ok");
}

TEST(PriorityQueue, GivesTheSmallestFirst) {
  PriorityQueue<int> queue;
  for (int n = 0; n != 101; ++n) EXPECT_TRUE(queue.put_nowait(n * 37 % 101));
  for (int n = 0; n != 101; ++n) EXPECT_EQ(queue.get_nowait(), n);
}

TEST(PriorityQueue, GivesEqualOnesInTheOrderOfPut) {
  struct ByFirst {
    bool operator()(std::pair<int, int> a, std::pair<int, int> b) const {
      return a.first < b.first;
    }
  };
  PriorityQueue<std::pair<int, int>, 64, ByFirst> queue;
  for (int n = 0; n != 60; ++n) EXPECT_TRUE(queue.put_nowait({n % 3, n}));
  for (int n = 0; n != 60; ++n) {
    EXPECT_EQ(queue.get_nowait(), std::make_pair(n / 20, n % 20 * 3 + n / 20));
  }
}

TEST(PriorityQueue, GivesAWokenTaskTheSmallestOfThatMoment) {
  EXPECT_EQ(played([]() -> Coro<> {
              PriorityQueue<int, 4> queue;
              auto getter = [](PriorityQueue<int, 4>& from) -> Coro<> { say(co_await from.get()); };
              Task<> task = asyncio::create_task(getter(queue));
              co_await asyncio::sleep_ms(0);
              co_await queue.put(5);
              co_await queue.put(3);
              co_await task;
              say(queue.get_nowait().value_or(-1));
            }),
            "3 5 ok");
}

constinit Queue<int, 2> global;

TEST(Queue, OfFixedSizeCanBeGlobal) {
  EXPECT_TRUE(global.put_nowait(1));
  EXPECT_EQ(global.get_nowait(), 1);
}

#if UASYNCIO_EXCEPTIONS

/// Fails when it is copied or moved for the n-th time.
struct Fragile {
  explicit Fragile(int number) : value(number) {}
  Fragile(const Fragile& other) : value(other.value) {
    if (countdown != 0 && --countdown == 0) throw std::runtime_error("fragile");
  }
  int value;
  static inline int countdown = 0;
};

Coro<> put_fragile(Queue<Fragile, 1>& queue, int number) {
  auto result = co_await asyncio::as_result(queue.put(Fragile(number)));
  say("put", number, result.error().name());
}

TEST(Queue, WhoseItemCannotBeMovedInGivesThePlaceToTheNext) {
  EXPECT_EQ(played([]() -> Coro<> {
              Queue<Fragile, 1> queue;
              co_await queue.put(Fragile(0));
              asyncio::create_task(put_fragile(queue, 1));
              asyncio::create_task(put_fragile(queue, 2));
              co_await asyncio::sleep_ms(0);
              say((co_await queue.get()).value);
              Fragile::countdown = 1;
              co_await asyncio::sleep_ms(1);
              say((co_await queue.get()).value);
              say(queue.qsize());
            }),
            "0 put 1 exception put 2 no error 2 0 ok");
}

TEST(Queue, WhoseItemCannotBeMovedOutLosesOnlyThat) {
  EXPECT_EQ(played([]() -> Coro<> {
              Queue<Fragile, 2> queue;
              co_await queue.put(Fragile(1));
              co_await queue.put(Fragile(2));
              Fragile::countdown = 1;
              say(co_await error_of(queue.get()), queue.qsize());
              say((co_await queue.get()).value);
            }),
            "exception 1 2 ok");
}

TEST(Queue, ThatCannotCopyItsItemsWhenItGrowsKeepsThem) {
  Queue<Fragile> queue;
  for (int n = 0; n != 4; ++n) EXPECT_TRUE(queue.put_nowait(Fragile(n)));
  Fragile::countdown = 3;
  EXPECT_THROW(queue.put_nowait(Fragile(4)), std::runtime_error);
  EXPECT_TRUE(queue.put_nowait(Fragile(4)));
  for (int n = 0; n != 5; ++n) EXPECT_EQ(queue.get_nowait()->value, n);
}

#endif

}  // namespace
