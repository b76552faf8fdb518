// SPDX-License-Identifier: MIT
// The places of a queue's items.
#include "uasyncio/sync/item_ring.hpp"

#include <gtest/gtest.h>
#include <string>

namespace {

using uasyncio::detail::ItemRing;
using uasyncio::detail::ItemRoom;
using uasyncio::detail::ItemRun;

template <std::size_t N>
struct Ring : ItemRing<std::string, N> {
  using Base = ItemRing<std::string, N>;
  Ring()
    requires(N != 0)
  = default;
  explicit Ring(std::ptrdiff_t maxsize)
    requires(N == 0)
      : Base(maxsize) {}
  using Base::add_last;
  using Base::drop_first;
  using Base::drop_last;
  using Base::has_or_makes_place;
  using Base::item;
  using Base::size_;
};

template <std::size_t N>
std::string contents(Ring<N>& ring) {
  std::string text;
  for (std::size_t index = 0; index != ring.size_; ++index) text += ring.item(index);
  return text;
}

TEST(ItemRing, KeepsTheOrderWhereverItBegins) {
  for (int begin = 0; begin != 4; ++begin) {
    Ring<4> ring;
    for (int n = 0; n != begin; ++n) {
      ring.add_last("x");
      ring.drop_first();
    }
    for (const char* item : {"a", "b", "c", "d"}) ring.add_last(item);
    EXPECT_FALSE(ring.has_or_makes_place());
    EXPECT_EQ(contents(ring), "abcd");
    ring.drop_first();
    ring.drop_last();
    EXPECT_EQ(contents(ring), "bc");
    ring.add_last("e");
    EXPECT_EQ(contents(ring), "bce");
  }
}

TEST(ItemRing, GrowsWhereverItBegins) {
  for (int begin = 0; begin != 4; ++begin) {
    Ring<0> ring(0);
    EXPECT_TRUE(ring.has_or_makes_place());
    for (int n = 0; n != begin; ++n) {
      ring.add_last("x");
      ring.drop_first();
    }
    for (const char* item : {"a", "b", "c", "d", "e"}) {
      EXPECT_TRUE(ring.has_or_makes_place());
      ring.add_last(item);
    }
    EXPECT_EQ(contents(ring), "abcde");
  }
}

TEST(ItemRoom, TooLargeToBeCountedIsNone) {
  const ItemRoom<std::string, 0> room(SIZE_MAX / 2);
  EXPECT_EQ(room.items, nullptr);
  EXPECT_EQ(room.capacity, 0u);
}

TEST(ItemRun, DestroysWhatIsNotKept) {
  ItemRoom<std::string, 2> room;
  {
    ItemRun<std::string> run(room.items);
    run.add("a text that is too long for a small string");
    run.add("and another one of that kind, for the leak check");
  }
  ItemRun<std::string> run(room.items);
  run.add("one that is kept, and destroyed by hand");
  run.keep();
  room.items[0].~basic_string();
}

}  // namespace
