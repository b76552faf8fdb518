// SPDX-License-Identifier: MIT
#include "uasyncio/structured/list.hpp"

#include "tests/support/scenario.hpp"

#include <algorithm>
#include <memory>

using namespace scenario;
using asyncio::FramePool;
using asyncio::List;

namespace {

TEST(List, IsARangeOfWhatWasAddedAndGivesItsRoomBack) {
  const std::size_t used = FramePool::current().used();
  {
    List<std::string> list;
    EXPECT_TRUE(list.empty());
    ASSERT_TRUE(list.reserve(3));
    EXPECT_GT(FramePool::current().used(), used);
    list.add("b");
    list.add(2, 'a');
    EXPECT_EQ(list.size(), 2u);
    EXPECT_EQ(list[1], "aa");
    std::ranges::sort(list);
    EXPECT_EQ(std::as_const(list)[0], "aa");
    EXPECT_EQ(std::ranges::count(std::as_const(list), "b"), 1);
  }
  EXPECT_EQ(FramePool::current().used(), used);
}

TEST(List, IsMovedWithWhatIsInIt) {
  const std::size_t used = FramePool::current().used();
  auto witness = std::make_shared<int>(1);
  {
    List<std::shared_ptr<int>> list;
    ASSERT_TRUE(list.reserve(1));
    list.add(witness);
    List<std::shared_ptr<int>> moved = std::move(list);
    EXPECT_TRUE(list.empty());  // NOLINT: moved from on purpose
    EXPECT_EQ(moved.size(), 1u);
    List<std::shared_ptr<int>> other;
    ASSERT_TRUE(other.reserve(2));
    other = std::move(moved);
    EXPECT_EQ(other[0], witness);
    EXPECT_EQ(witness.use_count(), 2);
  }
  EXPECT_EQ(witness.use_count(), 1);
  EXPECT_EQ(FramePool::current().used(), used);
}

TEST(List, OfNothingNeedsNoRoom) {
  List<int> list;
  EXPECT_TRUE(list.reserve(0));
  EXPECT_TRUE(list.begin() == list.end());
  EXPECT_FALSE(list.reserve(~std::size_t{0}));
}

}  // namespace
