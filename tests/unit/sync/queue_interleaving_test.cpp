// SPDX-License-Identifier: MIT
// Producers and consumers that are cancelled and timed out at random moments, their turns shuffled:
// every item that was put is taken once or is still there, and nobody waits in vain.
#include "tests/support/scenario.hpp"
#include "uasyncio/sync/queue.hpp"

#include <array>
#include <random>
#include <set>

using namespace scenario;
using asyncio::Coro;
using asyncio::Queue;
using asyncio::Task;

namespace {

struct World {
  explicit World(unsigned seed) : random(seed), queue(1 + seed % 3) {}

  int dice(int sides) { return static_cast<int>(random() % static_cast<unsigned>(sides)); }
  void take(int item) { EXPECT_EQ(present.erase(item), 1u) << item << " was taken twice"; }

  std::mt19937 random;
  Queue<int> queue;
  std::set<int> present;  // was put and not taken
  int last_item = 0;
};

Coro<> produce(World* world) {
  for (;;) {
    const int item = ++world->last_item;
    switch (world->dice(4)) {
      case 0:
        if (world->queue.put_nowait(item)) world->present.insert(item);
        break;
      case 1: {
        auto put = co_await asyncio::as_result(
            asyncio::wait_for_ms(world->queue.put(item), world->dice(3)));
        if (put) world->present.insert(item);
        break;
      }
      default: co_await world->queue.put(item); world->present.insert(item);
    }
    if (world->dice(2) == 0) co_await asyncio::sleep_ms(world->dice(3));
  }
}

Coro<> consume(World* world) {
  for (;;) {
    switch (world->dice(4)) {
      case 0:
        if (auto item = world->queue.get_nowait()) world->take(*item);
        break;
      case 1: {
        auto got =
            co_await asyncio::as_result(asyncio::wait_for_ms(world->queue.get(), world->dice(3)));
        if (got) world->take(*got);
        break;
      }
      case 2:
        if (auto item = co_await world->queue.next()) world->take(*item);
        break;
      default: world->take(co_await world->queue.get());
    }
    if (world->dice(2) == 0) co_await asyncio::sleep_ms(world->dice(3));
  }
}

Coro<> play(World* world) {
  asyncio::Loop::running()->shuffle(world->random() | 1);
  std::array<Task<>, 6> tasks;
  for (int round = 0; round != 60; ++round) {
    for (std::size_t n = 0; n != tasks.size(); ++n) {
      if (tasks[n].done()) {
        tasks[n] = n % 2 == 0 ? asyncio::create_task(produce, world)
                              : asyncio::create_task(consume, world);
      } else if (world->dice(4) == 0) {
        tasks[n].cancel();
      }
    }
    co_await asyncio::sleep_ms(world->dice(3));
  }
  for (Task<>& task : tasks) co_await asyncio::cancel_and_wait(task);
}

/// With nobody left who waits, the whole queue can be filled and emptied.
void check_end(World& world) {
  EXPECT_EQ(world.queue.qsize(), world.present.size());
  while (auto item = world.queue.get_nowait()) world.take(*item);
  EXPECT_TRUE(world.present.empty());
  for (std::size_t n = 0; n != world.queue.maxsize(); ++n) EXPECT_TRUE(world.queue.put_nowait(0));
  EXPECT_TRUE(world.queue.full());
}

TEST(QueueInterleaving, LosesAndDoublesNothing) {
  for (unsigned seed = 0; seed != 200 && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    World world(seed);
    EXPECT_EQ(played([&world] { return play(&world); }), "ok");
    check_end(world);
  }
}

}  // namespace
