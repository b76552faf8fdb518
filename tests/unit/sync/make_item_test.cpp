// SPDX-License-Identifier: MIT
// Items that go through an await are made and destroyed exactly once each.
#include "uasyncio/sync/make_item.hpp"

#include "tests/support/scenario.hpp"

#include <compare>
#include <uasyncio/compat.hpp>

using namespace scenario;
using asyncio::Coro;

namespace {

/// Counts itself; moved-from ones too.
class Counted {
 public:
  Counted(int number) : number_(number) { ++alive; }  // NOLINT: implicit on purpose
  Counted(const Counted& other) : number_(other.number_) {
    ++alive;
    ++copies;
  }
  Counted(Counted&& other) noexcept : number_(std::exchange(other.number_, -1)) { ++alive; }
  Counted& operator=(const Counted& other) {
    ++copies;
    number_ = other.number_;
    return *this;
  }
  Counted& operator=(Counted&& other) noexcept {
    number_ = std::exchange(other.number_, -1);
    return *this;
  }
  ~Counted() { --alive; }
  friend auto operator<=>(const Counted& a, const Counted& b) noexcept {
    return a.number_ <=> b.number_;
  }
  friend bool operator==(const Counted&, const Counted&) noexcept = default;

  static inline int alive = 0;
  static inline int copies = 0;

 private:
  int number_;
};

/// An aggregate with something to destroy.
struct Item {
  Counted counted;
  int count = 0;
  friend bool operator<(const Item& a, const Item& b) noexcept { return a.counted < b.counted; }
};
struct Single {
  Counted counted;
};

static_assert(asyncio::detail::ItemArguments<Item, int, int>);
static_assert(asyncio::detail::ItemArguments<Single, Counted>);
static_assert(!asyncio::detail::ItemArguments<Item, Item>);
static_assert(!asyncio::detail::ItemArguments<Item>);
static_assert(!asyncio::detail::ItemArguments<int, short>);
static_assert(!asyncio::detail::ItemArguments<Item, const char*, int>);

/// Fills a queue of two beyond its size, in all ways, and takes everything out again.
template <class Queue>
Coro<> fill(Queue& queue) {
  co_await queue.put(Counted(1), 10);
  co_await queue.put(2, 20);
  Item named{3, 30};
  co_await queue.put(std::move(named));
  Item copied{4, 40};
  co_await queue.put(copied);
  EXPECT_TRUE(copied.counted == Counted(4));
  co_await queue.put(5, 50);
}
template <class Queue>
Coro<int> drain(Queue& queue) {
  int sum = 0;
  for (int i = 0; i != 5; ++i) {
    const Item item = co_await queue.get();
    sum += item.count;
  }
  co_return sum;
}

template <class Queue>
Coro<> passes_five(Queue& queue) {
  auto filling = asyncio::create_task(fill(queue));
  EXPECT_EQ(co_await drain(queue), 150);
  co_await filling;
  EXPECT_EQ(Counted::copies, 1);
  // What is cancelled while it waits, and what stays in the queue.
  co_await queue.put(1, 1);
  co_await queue.put(2, 1);
  auto late = [&]() -> Coro<> { co_await queue.put(3, 1); };
  EXPECT_FALSE(co_await asyncio::as_result(asyncio::wait_for_ms(late(), 1)));
}

template <class Queue>
void count(Queue* (*make)()) {
  Counted::copies = 0;
  EXPECT_EQ(played([make]() -> Coro<> {
              std::unique_ptr<Queue> queue(make());
              co_await passes_five(*queue);
            }),
            "ok");
  EXPECT_EQ(Counted::alive, 0);
}

TEST(PutItem, IsMadeAndDestroyedOnce) {
  using asyncio::LifoQueue;
  using asyncio::PriorityQueue;
  using asyncio::Queue;
  count<Queue<Item, 2>>([] { return new Queue<Item, 2>(); });
  count<Queue<Item>>([] { return new Queue<Item>(2); });
  count<LifoQueue<Item, 2>>([] { return new LifoQueue<Item, 2>(); });
  count<PriorityQueue<Item, 2>>([] { return new PriorityQueue<Item, 2>(); });
  count<asyncio::ThreadSafeQueue<Item, 2>>([] { return new asyncio::ThreadSafeQueue<Item, 2>(); });
}

TEST(PutItem, GoesThroughTheWordsThatDoNotWait) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::RingbufQueue<Item, 1> ring;
              ring.put_nowait(Item{1, 1});
              ring.put_nowait(Item{2, 2});
              say((co_await ring.get()).count);
              asyncio::ValueEvent<Item> event;
              event.set(Item{3, 3});
              event.set(Item{4, 4});
              say((co_await event.wait()).count);
              asyncio::Broker<Item> broker;
              asyncio::Queue<asyncio::Broker<Item>::Item, 2> agent;
              broker.subscribe("topic", agent);
              broker.publish("topic", Item{5, 5});
              say((co_await agent.get()).second.count);
              asyncio::Queue<Single> singles;
              co_await singles.put(Counted(6));
              co_await singles.put(7);
              say(singles.qsize());
            }),
            "2 4 5 2 ok");
  EXPECT_EQ(Counted::alive, 0);
}

}  // namespace
