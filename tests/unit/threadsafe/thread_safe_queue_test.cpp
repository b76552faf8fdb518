// SPDX-License-Identifier: MIT
// ThreadSafeQueue: tasks, interrupts at any point, cancels with an item or a place in hand.
#include "tests/support/scenario.hpp"

#include <memory>
#include <uasyncio/threadsafe/thread_safe_queue.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;
using asyncio::ThreadSafeQueue;

namespace {

using Numbers = ThreadSafeQueue<int, 2>;

Coro<> getter(Numbers* queue, std::string_view name) {
  Guard guard(name);
  const int item = co_await queue->get();
  say(name, "got", item);
}
Coro<> putter(Numbers* queue, int item) {
  Guard guard("~" + std::to_string(item));
  co_await queue->put(item);
  say("put", item);
}

// The original's capacity is one less than the size that it is given.
TEST(OriginalDefectsOfThreadSafeQueue, HoldsAsManyAsItSays) {
  Numbers queue;
  EXPECT_TRUE(queue.empty());
  EXPECT_TRUE(queue.put_sync(1));
  EXPECT_TRUE(queue.put_sync(2));
  EXPECT_TRUE(queue.full());
  EXPECT_FALSE(queue.put_sync(3));
  EXPECT_EQ(queue.qsize(), 2u);
  EXPECT_EQ(queue.get_sync(), 1);
  EXPECT_TRUE(queue.put_sync(4));
  EXPECT_EQ(queue.get_sync(), 2);
  EXPECT_EQ(queue.get_sync(), 4);
  EXPECT_EQ(queue.get_sync(), std::nullopt);
}

// The original signals before the item is there: a fast consumer sees nothing and sleeps.
TEST(OriginalDefectsOfThreadSafeQueue, TheItemIsThereWhenTheSignalIs) {
  EXPECT_EQ(played([]() -> Coro<> {
              Numbers queue;
              for (asyncio::Time n = 1; n != 5; ++n) {
                sim()->at(n * 1'000, [&queue, n] {
                  queue.put_sync(static_cast<int>(10 * n));
                  queue.put_sync(static_cast<int>(10 * n + 1));
                });
              }
              while (auto item = co_await queue.next()) {
                say(*item, now_ms());
                if (*item == 41) break;
              }
            }),
            "10 1 11 1 20 2 21 2 30 3 31 3 40 4 41 4 ok");
}

TEST(ThreadSafeQueue, GetAndPutDoNotYieldWhenTheyNeedNotWait) {
  EXPECT_EQ(played([]() -> Coro<> {
              Numbers queue;
              asyncio::create_task(says("other"));
              co_await queue.put(1);
              co_await queue.put(2);
              say(co_await queue.get(), co_await queue.get());
              co_await asyncio::sleep_ms(0);
            }),
            "1 2 other ok");
}

TEST(ThreadSafeQueue, ItemsGoToTheGettersInTheirOrder) {
  EXPECT_EQ(played([]() -> Coro<> {
              Numbers queue;
              asyncio::create_task(getter(&queue, "a"));
              asyncio::create_task(getter(&queue, "b"));
              asyncio::create_task(getter(&queue, "c"));
              co_await asyncio::sleep_ms(1);
              queue.put_sync(1);
              queue.put_sync(2);
              co_await asyncio::sleep_ms(1);
              co_await queue.put(3);
              co_await asyncio::sleep_ms(1);
            }),
            "a got 1 a b got 2 b c got 3 c ok");
}

TEST(ThreadSafeQueue, PuttersGoOnInTheirOrderWhenAnInterruptTakesItems) {
  EXPECT_EQ(played([]() -> Coro<> {
              Numbers queue;
              for (int n = 1; n != 6; ++n) asyncio::create_task(putter(&queue, n));
              for (asyncio::Time when = 1'000; when != 6'000; when += 1'000) {
                sim()->at(when, [&queue] { say("took", *queue.get_sync()); });
              }
              co_await asyncio::sleep_ms(10);
            }),
            "put 1 ~1 put 2 ~2 took 1 put 3 ~3 took 2 put 4 ~4 took 3 put 5 ~5 took 4 took 5 ok");
}

TEST(ThreadSafeQueue, NobodyOvertakesATaskThatWasWoken) {
  EXPECT_EQ(played([]() -> Coro<> {
              Numbers queue;
              asyncio::create_task(getter(&queue, "first"));
              co_await asyncio::sleep_ms(1);
              asyncio::create_task(
                  [](Numbers* its) -> Coro<> {
                    its->put_sync(1);
                    co_await asyncio::sleep_ms(0);
                    its->put_sync(2);
                    say(co_await its->get());  // the first was woken and stands behind us
                    say(its->get_sync().has_value());
                  },
                  &queue);
              co_await asyncio::sleep_ms(1);
            }),
            "first got 1 first 2 0 ok");
}

TEST(ThreadSafeQueue, AnItemThatWasPromisedIsNotForOthers) {
  EXPECT_EQ(played([]() -> Coro<> {
              Numbers queue;
              Task<> task = asyncio::create_task(getter(&queue, "a"));
              co_await asyncio::sleep_ms(1);
              queue.put_sync(1);
              asyncio::create_task(
                  [](Numbers* its) -> Coro<> {
                    co_await asyncio::sleep_ms(0);
                    say(its->get_sync().has_value(), its->qsize());
                  },
                  &queue);
              co_await asyncio::sleep_ms(1);
            }),
            "a got 1 a 0 0 ok");
}

TEST(ThreadSafeQueue, AnItemInHandOfACancelledGetterGoesToTheNext) {
  EXPECT_EQ(played([]() -> Coro<> {
              Numbers queue;
              Task<> first = asyncio::create_task(getter(&queue, "a"));
              asyncio::create_task(getter(&queue, "b"));
              co_await asyncio::sleep_ms(1);
              asyncio::create_task(
                  [](Numbers* its, Task<> task) -> Coro<> {
                    sim()->work_ms(1);
                    its->put_sync(1);
                    co_await asyncio::sleep_ms(0);
                    task.cancel();
                  },
                  &queue, first);
              co_await asyncio::sleep_ms(5);
              say(queue.qsize());
            }),
            "a b got 1 b 0 ok");
}

TEST(ThreadSafeQueue, APlaceInHandOfACancelledPutterGoesToTheNext) {
  EXPECT_EQ(played([]() -> Coro<> {
              Numbers queue;
              queue.put_sync(1);
              queue.put_sync(2);
              Task<> first = asyncio::create_task(putter(&queue, 3));
              asyncio::create_task(putter(&queue, 4));
              co_await asyncio::sleep_ms(1);
              asyncio::create_task(
                  [](Numbers* its, Task<> task) -> Coro<> {
                    sim()->work_ms(1);
                    say(*its->get_sync());
                    co_await asyncio::sleep_ms(0);
                    task.cancel();
                  },
                  &queue, first);
              co_await asyncio::sleep_ms(5);
              while (auto item = queue.get_sync()) say(*item);
            }),
            "1 ~3 put 4 ~4 2 4 ok");
}

TEST(ThreadSafeQueue, AWaitThatTimesOutLosesNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              Numbers queue;
              sim()->at(5'000, [&queue] { queue.put_sync(1); });
              auto result = co_await asyncio::as_result(asyncio::wait_for_ms(queue.get(), 5));
              say(result.ok() ? "got" : result.error().name());
              say(co_await queue.get());
            }),
            "TimeoutError 1 ok");
}

TEST(ThreadSafeQueue, MovesItemsAndDropsWhatIsLeft) {
  std::weak_ptr<int> left;
  EXPECT_EQ(played([&left]() -> Coro<> {
              ThreadSafeQueue<std::shared_ptr<int>, 3> queue;
              co_await queue.put(std::make_shared<int>(1));
              co_await queue.put(std::make_shared<int>(2));
              const std::shared_ptr<int> first = co_await queue.get();
              queue.put_sync(std::make_shared<int>(3));
              left = *queue.get_sync();
              say(*first, first.use_count(), left.expired());
              auto last = std::make_shared<int>(4);
              left = last;
              queue.put_sync(std::move(last));
              say(left.use_count());
            }),
            "1 1 1 1 ok");
  EXPECT_TRUE(left.expired());
}

TEST(ThreadSafeQueue, DestroyedItCancelsWhoWaitsAndWhoWasWoken) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto queue = std::make_unique<Numbers>();
              Task<> woken = asyncio::create_task(getter(queue.get(), "woken"));
              Task<> waiting = asyncio::create_task(getter(queue.get(), "waiting"));
              co_await asyncio::sleep_ms(1);
              queue->put_sync(1);
              queue.reset();
              co_await asyncio::sleep_ms(1);
              say(woken.cancelled(), waiting.cancelled());
            }),
            "woken waiting 1 1 ok");
}

TEST(ThreadSafeQueue, DoesNotWakeALoopInWhichNobodyWaits) {
  EXPECT_EQ(played([]() -> Coro<> {
              Numbers queue;
              queue.put_sync(0);
              say(co_await queue.get());
              sim()->at(1'000, [&queue] { queue.put_sync(1); });
              const std::uint32_t before = asyncio::Loop::running()->wakeups();
              co_await asyncio::sleep_ms(5);
              say(asyncio::Loop::running()->wakeups() - before);
            }),
            "0 1 ok");
}

/// A producer and a consumer task, and an interrupt after the n-th atomic step that puts one item
/// and takes one.
unsigned play_queue_with_interrupt_at(unsigned point) {
  unsigned points = 0;
  played([&]() -> Coro<> {
    Numbers queue;
    int put = 0;
    int got = 0;
    auto produces = [](Numbers& its, int& sum) -> Coro<> {
      for (int n = 1; n != 8; ++n) {
        co_await its.put(n);
        sum += n;
      }
    };
    auto consumes = [](Numbers& its, int& sum) -> Coro<> {
      while (auto item = co_await its.next()) {
        sum += *item;
        if (*item % 3 == 0) co_await asyncio::sleep_ms(1);
      }
    };
    Task<> consumer = asyncio::create_task(consumes, std::ref(queue), std::ref(got));
    Task<> producer = asyncio::create_task(produces, std::ref(queue), std::ref(put));
    sim()->at_interrupt_point(point, [&] {
      if (auto item = queue.get_sync()) got += *item;
      if (queue.put_sync(100)) put += 100;
    });
    co_await producer;
    co_await asyncio::sleep_ms(10);
    points = sim()->interrupt_points();
    sim()->at_interrupt_point(0, nullptr);
    co_await asyncio::sleep_ms(10);
    EXPECT_EQ(put, got) << "interrupt at " << point;
    EXPECT_TRUE(queue.empty()) << "interrupt at " << point;
    consumer.cancel();
    co_await asyncio::sleep_ms(0);
  });
  return points;
}

TEST(ThreadSafeQueue, AnInterruptAtAnyPointLosesNothing) {
  const unsigned points = play_queue_with_interrupt_at(1'000'000);
  EXPECT_GT(points, 15u);
  for (unsigned point = 1; point <= points; ++point) play_queue_with_interrupt_at(point);
}

}  // namespace
