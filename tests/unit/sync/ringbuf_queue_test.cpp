// SPDX-License-Identifier: MIT
#include "uasyncio/sync/ringbuf_queue.hpp"

#include "tests/support/scenario.hpp"

#include <memory>

using namespace scenario;
using asyncio::Coro;
using asyncio::RingbufQueue;
using asyncio::Task;

namespace {

using RingOfThree = RingbufQueue<int, 3>;

Coro<> iterator(RingOfThree& ring, std::string_view name) {
  while (auto item = co_await ring.next()) say(name, *item);
  say(name, "end");
}

Coro<> putter(RingOfThree& ring, int item) {
  co_await ring.put(item);
  say("put", item);
}

Task<> start(Coro<> coro) { return asyncio::create_task(std::move(coro)); }

/// What is in it, oldest first; empties it.
template <class Queue>
std::string drained(Queue& ring) {
  std::string text;
  while (auto item = ring.get_nowait()) text += std::to_string(*item);
  return text;
}

TEST(RingbufQueue, HoldsAsManyAsItSays) {
  RingOfThree ring;
  EXPECT_TRUE(ring.empty());
  for (int n = 1; n != 4; ++n) EXPECT_TRUE(ring.put_nowait(n));
  EXPECT_TRUE(ring.full());
  EXPECT_EQ(ring.qsize(), 3u);
  EXPECT_EQ(ring.peek(), 1);
  EXPECT_EQ(drained(ring), "123");
  EXPECT_EQ(ring.peek(), std::nullopt);
}

TEST(RingbufQueue, DropsTheOldestWhenItIsFullAndSaysSo) {
  RingOfThree ring;
  std::string stored;
  for (int n = 0; n != 5; ++n) stored += ring.put_nowait(n) ? 'y' : 'n';
  EXPECT_EQ(stored, "yyynn");
  EXPECT_EQ(drained(ring), "234");
}

TEST(RingbufQueue, DestroysWhatItDrops) {
  auto counted = std::make_shared<int>();
  RingbufQueue<std::shared_ptr<int>, 2> ring;
  for (int n = 0; n != 5; ++n) ring.put_nowait(counted);
  EXPECT_EQ(counted.use_count(), 3);
}

TEST(RingbufQueue, MakesAPutWaitWhileItIsFull) {
  EXPECT_EQ(played([]() -> Coro<> {
              RingOfThree ring;
              for (int n = 1; n != 4; ++n) co_await ring.put(n);
              start(putter(ring, 4));
              co_await asyncio::sleep_ms(1);
              say("full", co_await ring.get());
              co_await asyncio::sleep_ms(1);
              say(drained(ring));
            }),
            "full 1 put 4 234 ok");
}

TEST(RingbufQueue, DropsTheOldestAlsoIfItWasGivenToAWokenTask) {
  EXPECT_EQ(played([]() -> Coro<> {
              RingOfThree ring;
              start(iterator(ring, "a"));
              co_await asyncio::sleep_ms(1);
              for (int n = 1; n != 6; ++n) say(ring.put_nowait(n));
              say("|");
              co_await asyncio::sleep_ms(1);
              ring.shutdown();
              co_await asyncio::sleep_ms(1);
            }),
            "1 1 1 0 0 | a 3 a 4 a 5 a end ok");
}

// The place is the putter's, but nothing is in it yet.
TEST(RingbufQueue, HasRoomForTheItemOfAWokenPutterAndOfOneThatDoesNotWait) {
  EXPECT_EQ(played([]() -> Coro<> {
              RingbufQueue<int, 1> ring;
              co_await ring.put(1);
              auto put = [](RingbufQueue<int, 1>& to) -> Coro<> { co_await to.put(2); };
              start(put(ring));
              co_await asyncio::sleep_ms(1);
              say(co_await ring.get());
              say(ring.put_nowait(3) ? "room" : "dropped");
              say(ring.qsize());
              co_await asyncio::sleep_ms(1);
              say(ring.full() ? "full" : "room");
              say(drained(ring));
              say(ring.put_nowait(4) ? "room" : "dropped");
            }),
            "1 dropped 1 full 2 room ok");
}

TEST(RingbufQueue, CountsADroppedItemAsDoneWith) {
  EXPECT_EQ(played([]() -> Coro<> {
              RingbufQueue<int, 1> ring;
              ring.put_nowait(1);
              ring.put_nowait(2);
              say(co_await ring.get());
              EXPECT_TRUE(ring.task_done());
              co_await ring.join();
              EXPECT_FALSE(ring.task_done());
            }),
            "2 ok");
}

TEST(RingbufQueue, TakesNothingAfterShutdown) {
  RingOfThree ring;
  ring.shutdown();
  EXPECT_FALSE(ring.put_nowait(1));
  EXPECT_TRUE(ring.empty());
}

// In the original a burst is taken by the task that runs first, unless it sleeps.
TEST(OriginalDefectsOfRingbufQueue, OneOfSeveralIteratingTasksHogsABurst) {
  EXPECT_EQ(played([]() -> Coro<> {
              RingOfThree ring;
              start(iterator(ring, "a"));
              start(iterator(ring, "b"));
              start(iterator(ring, "c"));
              co_await asyncio::sleep_ms(1);
              for (int n = 1; n != 7; ++n) co_await ring.put(n);
              co_await asyncio::sleep_ms(1);
              ring.shutdown();
              co_await asyncio::sleep_ms(1);
            }),
            "a 1 b 2 c 3 a 4 b 5 c 6 a end b end c end ok");
}

// The original holds one item less than the size it is given.
TEST(OriginalDefectsOfRingbufQueue, ItHoldsOneLess) {
  RingbufQueue<int, 4> ring;
  for (int n = 0; n != 4; ++n) EXPECT_TRUE(ring.put_nowait(n));
  EXPECT_FALSE(ring.put_nowait(4));
  EXPECT_EQ(drained(ring), "1234");
}

}  // namespace
