// SPDX-License-Identifier: MIT
#include "uasyncio/kernel/ready_queue.hpp"

#include <array>
#include <gtest/gtest.h>

using uasyncio::kernel::Node;
using uasyncio::kernel::ReadyQueue;

namespace {

TEST(ReadyQueue, IsFirstInFirstOut) {
  std::array<Node, 3> nodes;
  ReadyQueue queue;
  EXPECT_TRUE(queue.empty());
  for (Node& node : nodes) queue.push(&node);
  EXPECT_EQ(queue.last(), &nodes[2]);
  for (Node& node : nodes) EXPECT_EQ(queue.pop(), &node);
  EXPECT_TRUE(queue.empty());
}

TEST(ReadyQueue, TakesANodeAgainAfterItWasPopped) {
  Node a, b;
  ReadyQueue queue;
  queue.push(&a);
  EXPECT_EQ(queue.pop(), &a);
  queue.push(&b);
  queue.push(&a);
  EXPECT_EQ(queue.pop(), &b);
  EXPECT_EQ(queue.pop(), &a);
  EXPECT_TRUE(queue.empty());
}

TEST(ReadyQueue, MovesAsAWholeBehindOrIntoAnEmptyOne) {
  std::array<Node, 4> nodes;
  ReadyQueue from, to;
  from.push(&nodes[0]);
  from.push(&nodes[1]);
  to.push_all(from.take_all());
  EXPECT_TRUE(from.empty());
  from.push(&nodes[2]);
  from.push(&nodes[3]);
  to.push_all(from.take_all());
  to.push_all(from.take_all());  // nothing
  for (Node& node : nodes) EXPECT_EQ(to.pop(), &node);
  EXPECT_TRUE(to.empty());
}

}  // namespace
