// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <uasyncio/stream/attempt.hpp>

using uasyncio::Attempt;
using uasyncio::Error;

TEST(Attempt, IsOneOfFourThings) {
  static_assert(sizeof(Attempt) == sizeof(void*));
  const Attempt moved = Attempt::moved(5);
  EXPECT_TRUE(moved.has_moved());
  EXPECT_EQ(moved.count(), 5u);
  EXPECT_TRUE(Attempt::moved(0).has_moved());
  EXPECT_TRUE(Attempt::would_block().is_would_block());
  EXPECT_TRUE(Attempt::end().is_end());
  for (const Attempt none : {Attempt::would_block(), Attempt::end()}) {
    EXPECT_FALSE(none.has_moved());
    EXPECT_FALSE(none.has_failed());
  }
}

TEST(Attempt, MaySayThatNothingIsLeft) {
  const Attempt all = Attempt::moved_all(5);
  EXPECT_TRUE(all.has_moved() && all.leaves_nothing());
  EXPECT_EQ(all.count(), 5u);
  EXPECT_EQ(all, Attempt::moved(5));  // a hint
  EXPECT_NE(all, Attempt::moved_all(4));
  EXPECT_TRUE(Attempt::would_block().leaves_nothing());
  EXPECT_FALSE(Attempt::moved(5).leaves_nothing());
  EXPECT_FALSE(Attempt::end().leaves_nothing());
  EXPECT_FALSE(Attempt::failed(Error::os(5)).leaves_nothing());
}

TEST(Attempt, KeepsKindAndCodeOfAnError) {
  for (const Error& error : {Error::os(1), Error::os(32767), Error::timeout, Error::user(-5),
                             Error::user(-32768), Error::none}) {
    const Attempt attempt = Attempt::failed(error);
    EXPECT_TRUE(attempt.has_failed());
    EXPECT_FALSE(attempt.has_moved() || attempt.is_end() || attempt.is_would_block());
    EXPECT_EQ(attempt.error(), error);
  }
}
