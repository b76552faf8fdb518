// SPDX-License-Identifier: MIT
// What every timer queue promises, against the obvious model: a multimap, which is stable among
// equals too. On the host all kinds are held to it, also the one of chips, and one whose array
// finds no memory.
#include "uasyncio/kernel/timer_queue.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

using uasyncio::at_microseconds;
using uasyncio::from_microseconds;
using uasyncio::Instant;
using uasyncio::never;
using uasyncio::Time;
using uasyncio::kernel::LinkedTimers;
using uasyncio::kernel::PackedTimers;
using uasyncio::kernel::TimerNode;

namespace {

struct NoArray : PackedTimers {
  NoArray() noexcept : PackedTimers(0) {}
};
struct ShortArray : PackedTimers {
  ShortArray() noexcept : PackedTimers(40) {}
};

/// Removes one of several with the same deadline.
void erase(std::multimap<Instant, TimerNode*>& model, const TimerNode* node) {
  auto [place, end] = model.equal_range(node->deadline);
  while (place != end && place->second != node) ++place;
  ASSERT_NE(place, end);
  model.erase(place);
}

/// A queue and its model side by side.
template <class Queue>
class TimerWorld {
 public:
  TimerWorld(std::size_t nodes, unsigned seed) : random_(seed), nodes_(nodes) {
    for (TimerNode& node : nodes_) outside_.push_back(&node);
  }

  /// The time goes on as nodes become due. Deadlines are equal, in order or any; now and then far
  /// away or at the end of time.
  void play(int steps) {
    for (int step = 0; step != steps && !::testing::Test::HasFatalFailure(); ++step) {
      if (step % 1000 == 0) spread_ = std::uint64_t{1} << random_() % 20;
      const unsigned kind = static_cast<unsigned>(random_() % 8);
      if (kind < 4) {
        push();
      } else if (kind < 6) {
        pop();
      } else {
        remove();
      }
      check();
    }
  }

  void drain() {
    while (!model_.empty() && !::testing::Test::HasFatalFailure()) {
      pop();
      check();
    }
    EXPECT_TRUE(queue_.empty());
    EXPECT_EQ(queue_.first(), nullptr);
  }

 private:
  Instant next_deadline() {
    switch (random_() % 64) {
      case 0: return never;
      case 1: return now_ + from_microseconds(3'600'000'000u);
      case 2: return now_;
      default: break;
    }
    return now_ + from_microseconds(random_() % 4 == 0 ? spread_ : random_() % spread_);
  }
  void push() {
    if (outside_.empty()) return;
    TimerNode* const node = outside_.back();
    outside_.pop_back();
    node->deadline = next_deadline();
    queue_.push(node);
    model_.emplace(node->deadline, node);
    inside_.push_back(node);
  }
  void pop() {
    if (model_.empty()) return;
    TimerNode* const node = queue_.first();
    if (node->deadline != never) now_ = std::max(now_, node->deadline);
    queue_.pop();
    model_.erase(model_.begin());
    std::erase(inside_, node);
    outside_.push_back(node);
  }
  void remove() {
    if (inside_.empty()) return;
    const std::size_t at = random_() % inside_.size();
    TimerNode* const node = inside_[at];
    inside_[at] = inside_.back();
    inside_.pop_back();
    queue_.remove(node);
    erase(model_, node);
    outside_.push_back(node);
  }
  void check() const {
    ASSERT_EQ(queue_.empty(), model_.empty());
    ASSERT_EQ(queue_.first(), model_.empty() ? nullptr : model_.begin()->second);
  }

  std::mt19937_64 random_;
  Instant now_{};
  std::uint64_t spread_ = 1;
  std::vector<TimerNode> nodes_;
  std::vector<TimerNode*> outside_;
  std::vector<TimerNode*> inside_;
  Queue queue_;
  std::multimap<Instant, TimerNode*> model_;
};

template <class Queue>
class TimerQueue : public ::testing::Test {
 protected:
  void push(TimerNode& node, Time deadline) {
    node.deadline = at_microseconds(deadline);
    queue_.push(&node);
  }
  /// Takes all out; gives their places in `nodes`.
  std::vector<long> drained(const std::vector<TimerNode>& nodes) {
    std::vector<long> order;
    for (; !queue_.empty(); queue_.pop()) order.push_back(queue_.first() - nodes.data());
    return order;
  }

  Queue queue_;
};

using Queues = ::testing::Types<LinkedTimers, PackedTimers, ShortArray, NoArray>;
TYPED_TEST_SUITE(TimerQueue, Queues);

TYPED_TEST(TimerQueue, IsEmptyAtFirst) {
  EXPECT_TRUE(this->queue_.empty());
  EXPECT_EQ(this->queue_.first(), nullptr);
}

TYPED_TEST(TimerQueue, GivesTheEarliestDeadlineFirst) {
  std::vector<TimerNode> nodes(6);
  const Time deadlines[] = {50, 10, 40, 20, 60, 30};
  for (std::size_t at = 0; at != 6; ++at) this->push(nodes[at], deadlines[at]);
  EXPECT_EQ(this->drained(nodes), (std::vector<long>{1, 3, 5, 2, 0, 4}));
}

TYPED_TEST(TimerQueue, GivesEqualDeadlinesInTheOrderOfInsertion) {
  std::vector<TimerNode> nodes(1000);
  for (TimerNode& node : nodes) this->push(node, 7);
  const std::vector<long> order = this->drained(nodes);
  ASSERT_EQ(order.size(), nodes.size());
  for (std::size_t at = 0; at != order.size(); ++at) EXPECT_EQ(order[at], static_cast<long>(at));
}

TYPED_TEST(TimerQueue, GivesEqualDeadlinesInTheirOrderWhateverLiesBetween) {
  std::vector<TimerNode> nodes(300);
  for (std::size_t at = 0; at != nodes.size(); ++at) {
    this->push(nodes[at], at % 3 == 0 ? 100 : at % 3 == 1 ? 1000 - at : 5 + at);
  }
  long last = -1;
  for (const long at : this->drained(nodes)) {
    const bool is_equal = nodes[static_cast<std::size_t>(at)].deadline == at_microseconds(100);
    if (!is_equal || at % 3 != 0) continue;
    EXPECT_LT(last, at);
    last = at;
  }
}

TYPED_TEST(TimerQueue, ForgetsWhatIsRemovedAndKeepsTheOrderOfTheRest) {
  std::vector<TimerNode> nodes(9);
  for (TimerNode& node : nodes) this->push(node, 5);
  for (const std::size_t at : {0u, 4u, 8u, 1u}) this->queue_.remove(&nodes[at]);
  this->push(nodes[4], 5);
  EXPECT_EQ(this->drained(nodes), (std::vector<long>{2, 3, 5, 6, 7, 4}));
}

TYPED_TEST(TimerQueue, RemovesTheOnlyOne) {
  std::vector<TimerNode> nodes(2);
  this->push(nodes[0], 5);
  this->queue_.remove(&nodes[0]);
  EXPECT_TRUE(this->queue_.empty());
  this->push(nodes[1], 4);
  EXPECT_EQ(this->drained(nodes), (std::vector<long>{1}));
}

TYPED_TEST(TimerQueue, OrdersAtTheEndOfTime) {
  std::vector<TimerNode> nodes(5);
  const Time deadlines[] = {never, 0, never - 1, never, 1};
  for (std::size_t at = 0; at != 5; ++at) this->push(nodes[at], deadlines[at]);
  EXPECT_EQ(this->drained(nodes), (std::vector<long>{1, 4, 2, 0, 3}));
}

TYPED_TEST(TimerQueue, TakesAscendingAndDescendingDeadlines) {
  for (const bool ascending : {true, false}) {
    std::vector<TimerNode> nodes(3000);
    for (std::size_t at = 0; at != nodes.size(); ++at) {
      this->push(nodes[at], ascending ? at : nodes.size() - at);
    }
    Instant last{};
    for (const long at : this->drained(nodes)) {
      ASSERT_LE(last, nodes[static_cast<std::size_t>(at)].deadline);
      last = nodes[static_cast<std::size_t>(at)].deadline;
    }
  }
}

TYPED_TEST(TimerQueue, AgreesWithAModelOnAnySequenceOfOperations) {
  for (const std::size_t nodes : {1u, 2u, 7u, 60u, 400u}) {
    SCOPED_TRACE(nodes);
    TimerWorld<TypeParam> world(nodes, static_cast<unsigned>(nodes));
    world.play(20'000);
    world.drain();
  }
}

TYPED_TEST(TimerQueue, DISABLED_TenMillionOperations) {
  TimerWorld<TypeParam> world(1000, 1);
  world.play(10'000'000);
  world.drain();
}

/// More than fit into the first array.
TEST(PackedTimers, HoldsAHundredThousand) {
  constexpr std::size_t count = 100'000;
  std::mt19937 random(1);
  std::vector<TimerNode> nodes(count);
  PackedTimers queue;
  for (TimerNode& node : nodes) {
    node.deadline = at_microseconds(random());
    queue.push(&node);
  }
  for (std::size_t at = 0; at < count; at += 2) queue.remove(&nodes[at]);
  Instant last{};
  std::size_t found = 0;
  for (; !queue.empty(); ++found, queue.pop()) {
    ASSERT_LE(last, queue.first()->deadline);
    last = queue.first()->deadline;
  }
  EXPECT_EQ(found, count / 2);
}

/// Of this process, in bytes.
std::size_t mapped_bytes() {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

TEST(PackedTimers, GivesBackWhatABurstTook) {
  constexpr std::size_t count = 200'000;
  constexpr std::size_t part = count * 16 / 2;  // of what they need
  std::vector<TimerNode> nodes(count);
  PackedTimers queue;
  const std::size_t before = mapped_bytes();
  for (int round = 0; round != 3; ++round) {
    for (std::size_t at = 0; at != count; ++at) {
      nodes[at].deadline = at_microseconds(count - at);
      queue.push(&nodes[at]);
    }
    EXPECT_GT(mapped_bytes(), before + part);
    for (TimerNode& node : nodes) queue.remove(&node);
    EXPECT_LT(mapped_bytes(), before + part);
  }
}

/// The system refuses memory when the array must grow: no timer is lost, and the order stays.
TEST(PackedTimers, GoesOnWithoutMemoryForALongerArray) {
  constexpr std::size_t count = 20'000;
  std::vector<TimerNode> nodes(count);
  PackedTimers queue;
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_AS, &before), 0);
  for (std::size_t at = 0; at != count; ++at) {
    if (at == 1000) {
      rlimit none = before;
      none.rlim_cur = 1;
      ASSERT_EQ(setrlimit(RLIMIT_AS, &none), 0);
    }
    nodes[at].deadline = at_microseconds(count - at);
    queue.push(&nodes[at]);
  }
  ASSERT_EQ(setrlimit(RLIMIT_AS, &before), 0);
  for (std::size_t at = count; at-- != 0; queue.pop()) ASSERT_EQ(queue.first(), &nodes[at]);
  EXPECT_TRUE(queue.empty());
}

}  // namespace
