// SPDX-License-Identifier: MIT
// micropython-async's asyntest 8 to 10, and the sizes of its queues.
#include "tests/support/scenario.hpp"

#include <functional>
#include <numeric>
#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::Queue;
using asyncio::RingbufQueue;
using asyncio::Task;
using asyncio::ThreadSafeQueue;

namespace {

using Items = std::vector<int>;

Items numbers(int first, int end) {
  Items all(end - first);
  std::iota(all.begin(), all.end(), first);
  return all;
}

Coro<> put_result(Queue<int>& queue) {
  say("works");
  const int result = co_await value_after(42, 2000);
  say("puts");
  co_await queue.put(result);
}

Coro<> get_result(Queue<int>& queue) {
  say("gets");
  say("result", co_await queue.get());
}

Coro<> put_eight(Queue<int>& queue, int putter) {
  for (int n = 0; n != 8; ++n) {
    co_await queue.put(putter);
    co_await asyncio::sleep(0);
  }
}

Coro<> get_eight(Queue<int>& queue) {
  for (int n = 0; n != 8; ++n) {
    (void)co_await queue.get();
    co_await asyncio::sleep(0);
  }
}

Coro<> put_twenty(Queue<int>& queue) {
  for (int n = 0; n != 20; ++n) {
    co_await queue.put(n);
    co_await asyncio::sleep_ms(50);
  }
}

Coro<> get_twenty(Queue<int>& queue) {
  for (int n = 0; n != 20; ++n) (void)co_await queue.get();
}

using Ring = RingbufQueue<int, 9>;  // micropython-async's has ten elements, of which it uses nine

Coro<> put_all(Ring& ring, Items items, int pause_ms) {
  for (int item : items) {
    co_await ring.put(item);
    co_await asyncio::sleep_ms(pause_ms);
  }
}

Coro<> read_into(Items& items, Ring& ring, int pause_ms) {
  while (auto item = co_await ring.next()) {
    items.push_back(*item);
    co_await asyncio::sleep_ms(pause_ms);
  }
}

/// What comes out of the ring in two seconds.
Coro<Items> read(Ring& ring, int pause_ms = 0) {
  Items items;
  (void)co_await asyncio::as_result(asyncio::wait_for(read_into(items, ring, pause_ms), 2));
  co_return items;
}

Coro<> do_jobs(Queue<int>& queue) {
  for (;;) {
    say("job", co_await queue.get());
    co_await asyncio::sleep_ms(500);
    queue.task_done();
  }
}

Coro<> wait_for_jobs(Queue<int>& queue) {
  say("waits");
  co_await queue.join();
  say("joined");
}

}  // namespace

// asyntest 8, first part. micropython-async prints the same.
TEST(HinchAsyntest8, AGetterWaitsForTheResultOfASlowTask) {
  EXPECT_EQ(played([]() -> Coro<> {
              Queue<int> queue(10);
              asyncio::create_task(get_result, std::ref(queue));
              asyncio::create_task(put_result, std::ref(queue));
              co_await asyncio::sleep(3);
            }),
            "gets works puts result 42 ok");
}

// asyntest 8, second part. micropython-async checks the sizes; here the putters also take turns.
TEST(HinchAsyntest8, PuttersThatCompeteForPlacesTakeTurns) {
  EXPECT_EQ(played([]() -> Coro<> {
              Queue<int> queue(10);
              for (int n = 0; n != 4; ++n) asyncio::create_task(put_eight, std::ref(queue), n);
              co_await asyncio::sleep(1);
              say(queue.qsize());
              int expected = co_await queue.get();
              co_await asyncio::sleep_ms(100);
              say(queue.qsize());
              int count = 1;
              while (!queue.empty()) {
                EXPECT_EQ(co_await queue.get(), ++expected % 4);
                ++count;
                co_await asyncio::sleep_ms(100);
              }
              say(count);
            }),
            "10 10 32 ok");
}

// asyntest 8, third and fourth part. micropython-async checks the same.
TEST(HinchAsyntest8, GettersThatCompeteForItemsLeaveTheRest) {
  EXPECT_EQ(played([]() -> Coro<> {
              Queue<int> queue(10);
              for (int n = 0; n != 4; ++n) asyncio::create_task(get_eight, std::ref(queue));
              co_await asyncio::sleep(1);
              int count = 0;
              while (!queue.full()) {
                co_await queue.put(count++);
                co_await asyncio::sleep_ms(300);
              }
              say(queue.qsize(), count);
              co_await asyncio::gather(put_twenty(queue), get_twenty(queue));
              say(queue.qsize());
            }),
            "10 42 10 ok");
}

// asyntest 9, first and second part.
TEST(HinchAsyntest9, ReadersWaitForSlowWritersAndWritersForSlowReaders) {
  EXPECT_EQ(played([]() -> Coro<> {
              Ring ring;
              const Items items = numbers(0, 15);
              for (int pause_ms : {100, 0}) {
                Task<> writer = asyncio::create_task(put_all, std::ref(ring), items, pause_ms);
                const Items out = co_await read(ring, 100 - pause_ms);
                EXPECT_EQ(out, items);
                co_await writer;
              }
              say(ring.qsize(), now_ms());
            }),
            "0 4000 ok");
}

// asyntest 9, third part: 3 and 11 items into 9 places. micropython-async's put_nowait raises
// IndexError five times; here it is false five times. What is left is the same.
TEST(HinchAsyntest9, AnOverrunDropsTheOldest) {
  EXPECT_EQ(played([]() -> Coro<> {
              Ring ring;
              say(ring.empty(), ring.qsize(), ring.full());
              co_await put_all(ring, numbers(1, 4), 0);
              say(ring.empty(), ring.qsize(), ring.full());
              int refused = 0;
              for (int n = 4; n != 15; ++n) refused += ring.put_nowait(n) ? 0 : 1;
              say(refused, ring.full());
              const Items left = co_await read(ring);
              EXPECT_EQ(left, numbers(6, 15));
              co_await ring.put(1);
              say(ring.get_nowait().value());
              say(ring.get_nowait().has_value());
              say(ring.peek().has_value());
            }),
            "1 0 0 0 3 0 5 1 1 0 0 ok");
}

// micropython-async's size 4, 0 to 4 put: errors at 3 and 4, and 2 3 4 are left. That is our size
// 3.
TEST(HinchRingbufQueue, OfThreeRefusesTheFourthAndFifth) {
  RingbufQueue<int, 3> ring;
  for (int n = 0; n != 5; ++n) EXPECT_EQ(ring.put_nowait(n), n < 3);
  EXPECT_EQ(ring.peek(), 2);
  for (int n = 2; n != 5; ++n) EXPECT_EQ(ring.get_nowait(), n);
  EXPECT_FALSE(ring.get_nowait());
}

// asyntest 10. micropython-async prints the same.
TEST(HinchAsyntest10, JoinReturnsWhenEveryJobIsDone) {
  EXPECT_EQ(played([]() -> Coro<> {
              Queue<int> queue;
              co_await queue.join();
              say("pass");
              Task<> consumer = asyncio::create_task(do_jobs, std::ref(queue));
              Task<> waiter = asyncio::create_task(wait_for_jobs, std::ref(queue));
              for (int job = 0; job != 10; ++job) co_await queue.put(job);
              say("joins");
              co_await queue.join();
              say("done", now_ms());
              co_await asyncio::sleep(0);
              say(waiter.done());
              consumer.cancel();
              auto [end] = co_await asyncio::gather_results(consumer);
              say(end.error().name());
            }),
            "pass joins job 0 waits job 1 job 2 job 3 job 4 job 5 job 6 job 7 job 8 job 9 "
            "done 5000 joined 1 CancelledError ok");
}

// micropython-async's size 3 holds two items, and raises IndexError when it is empty or full. Here
// it holds three, `put_sync` is false and `get_sync` gives nothing.
TEST(HinchThreadSafeQueue, OfThreeHoldsThree) {
  ThreadSafeQueue<int, 3> queue;
  for (int n = 0; n != 5; ++n) EXPECT_EQ(queue.put_sync(n), n < 3);
  EXPECT_TRUE(queue.full());
  EXPECT_EQ(queue.qsize(), 3u);
  for (int n = 0; n != 3; ++n) EXPECT_EQ(queue.get_sync(), n);
  EXPECT_FALSE(queue.get_sync());
  EXPECT_TRUE(queue.empty());
}

// micropython-async's two directions between an interrupt and tasks, with one queue each.
TEST(HinchThreadSafeQueue, CarriesItemsFromAnInterruptAndBack) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeQueue<int, 2> from, to;
              for (int n = 1; n != 4; ++n) {
                sim()->at(n * 10'000, [&from, n] { EXPECT_TRUE(from.put_sync(n)); });
                sim()->at(n * 10'000 + 5'000, [&to] { say("back", to.get_sync().value()); });
              }
              for (int n = 0; n != 3; ++n) {
                auto item = co_await from.next();
                say(*item);
                co_await to.put(*item * *item);
              }
              co_await asyncio::sleep_ms(10);
            }),
            "1 back 1 2 back 4 3 back 9 ok");
}
