// The timer queue against the obvious model: a multimap, which is stable among equals too.
#include "uasyncio/kernel/timer_queue.hpp"

#include <gtest/gtest.h>
#include <map>
#include <random>
#include <vector>

using uasyncio::Time;
using uasyncio::kernel::TimerNode;
using uasyncio::kernel::TimerQueue;

namespace {

using Model = std::multimap<Time, TimerNode*>;

void erase(Model& model, const TimerNode* node) {
  auto [place, end] = model.equal_range(node->deadline);
  while (place != end && place->second != node) ++place;
  ASSERT_NE(place, end);
  model.erase(place);
}

TEST(TimerQueue, IsEmptyAtFirst) {
  TimerQueue queue;
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.first(), nullptr);
}

TEST(TimerQueue, GivesEqualDeadlinesInTheOrderOfInsertion) {
  TimerQueue queue;
  std::vector<TimerNode> nodes(1000);
  for (TimerNode& node : nodes) {
    node.deadline = 7;
    queue.push(&node);
  }
  for (TimerNode& node : nodes) {
    ASSERT_EQ(queue.first(), &node);
    queue.pop();
  }
  EXPECT_TRUE(queue.empty());
}

TEST(TimerQueue, AgreesWithAModelOnAnySequenceOfOperations) {
  for (unsigned seed = 1; seed != 30; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    std::vector<TimerNode> nodes(200);
    std::vector<TimerNode*> outside;
    for (TimerNode& node : nodes) outside.push_back(&node);
    std::vector<TimerNode*> inside;
    TimerQueue queue;
    Model model;
    const unsigned deadlines = 1 + random() % 40;  // few: many are equal
    for (int step = 0; step != 5000; ++step) {
      const unsigned kind = random() % 5;
      if (kind < 2 && !outside.empty()) {
        TimerNode* node = outside.back();
        outside.pop_back();
        node->deadline = random() % deadlines;
        queue.push(node);
        model.emplace(node->deadline, node);
        inside.push_back(node);
      } else if (kind < 4 && !inside.empty()) {
        const std::size_t at = random() % inside.size();
        TimerNode* node = kind == 2 ? queue.first() : inside[at];
        if (kind == 2) {
          queue.pop();
        } else {
          queue.remove(node);
        }
        erase(model, node);
        std::erase(inside, node);
        outside.push_back(node);
      }
      ASSERT_EQ(queue.empty(), model.empty());
      if (!model.empty()) {
        ASSERT_EQ(queue.first(), model.begin()->second);
      }
    }
    while (!model.empty()) {
      ASSERT_EQ(queue.first(), model.begin()->second);
      queue.pop();
      model.erase(model.begin());
    }
    EXPECT_TRUE(queue.empty());
  }
}

TEST(TimerQueue, HoldsAHundredThousand) {
  constexpr std::size_t count = 100'000;
  std::mt19937 random(1);
  std::vector<TimerNode> nodes(count);
  TimerQueue queue;
  for (TimerNode& node : nodes) {
    node.deadline = random();
    queue.push(&node);
  }
  for (std::size_t index = 0; index < count; index += 2) queue.remove(&nodes[index]);
  Time last = 0;
  std::size_t found = 0;
  for (; !queue.empty(); ++found, queue.pop()) {
    ASSERT_LE(last, queue.first()->deadline);
    last = queue.first()->deadline;
  }
  EXPECT_EQ(found, count / 2);
}

TEST(TimerQueue, TakesAscendingAndDescendingDeadlines) {
  for (const bool ascending : {true, false}) {
    std::vector<TimerNode> nodes(10'000);
    TimerQueue queue;
    for (std::size_t index = 0; index != nodes.size(); ++index) {
      nodes[index].deadline = ascending ? index : nodes.size() - index;
      queue.push(&nodes[index]);
    }
    Time last = 0;
    for (; !queue.empty(); queue.pop()) {
      ASSERT_LE(last, queue.first()->deadline);
      last = queue.first()->deadline;
    }
  }
}

}  // namespace
