// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <uasyncio/stream/transfer.hpp>

TEST(Transfer, KnowsHowFarItIs) {
  char memory[5] = {};
  uasyncio::Transfer transfer(memory);
  EXPECT_EQ(transfer.done(), 0u);
  EXPECT_EQ(transfer.rest().size(), 5u);
  transfer.rest()[0] = std::byte{'x'};
  transfer.advance(2);
  EXPECT_EQ(transfer.done(), 2u);
  EXPECT_EQ(transfer.received().size(), 2u);
  EXPECT_EQ(memory[0], 'x');
  EXPECT_FALSE(transfer.is_complete());
  transfer.advance(3);
  EXPECT_TRUE(transfer.is_complete());
  EXPECT_TRUE(transfer.rest().empty());
}
