// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <uasyncio/stream/counted.hpp>

using uasyncio::detail::Counted;

namespace {

struct State {
  explicit State(int& its_ends) : ends(its_ends) {}
  ~State() { ++ends; }
  int& ends;
  unsigned references = 0;
};

TEST(Counted, WhoGoesLastDestroysIt) {
  int ends = 0;
  Counted<State> empty;
  EXPECT_EQ(empty.get(), nullptr);
  {
    Counted<State> first(new State(ends));
    Counted<State> second = first;
    Counted<State> third = std::move(first);
    EXPECT_EQ(first.get(), nullptr);
    EXPECT_EQ(third.get(), second.get());
    EXPECT_EQ(third.get()->references, 2u);
    const Counted<State>& itself = third;
    third = itself;
    third = Counted<State>();
    second = Counted<State>(second);
    empty = second;
    EXPECT_EQ(ends, 0);
  }
  EXPECT_EQ(ends, 0);
  empty = Counted<State>();
  EXPECT_EQ(ends, 1);
}

}  // namespace
