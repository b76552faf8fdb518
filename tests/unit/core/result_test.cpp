// SPDX-License-Identifier: MIT
// Result: assignments between values and failures, and values whose move throws.
#include "uasyncio/core/result.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <uasyncio.hpp>

namespace asyncio = uasyncio;
using asyncio::Error;
using asyncio::Outcome;
using asyncio::Result;

namespace {

using Text = Result<std::string>;

Text text(const char* value) { return Text(std::in_place, value); }

TEST(Result, AssignsValuesAndFailuresInAnyCombination) {
  Text one = text("one");
  one = text("a text that is too long to lie in the object");
  EXPECT_EQ(*one, "a text that is too long to lie in the object");
  one = Text(Error::eof);
  EXPECT_EQ(one.error(), Error::eof);
  one = Text(Error::timeout);
  EXPECT_EQ(one.error(), Error::timeout);
  one = text("two");
  EXPECT_EQ(*one, "two");
  Text& same = one;
  one = std::move(same);
  EXPECT_EQ(*one, "two");
}

TEST(Result, ThatIsConstantShowsItsValue) {
  const Text one = text("one");
  EXPECT_EQ(*one, "one");
  EXPECT_EQ(one->size(), 3u);
  static_assert(std::is_same_v<decltype(*one), const std::string&>);
  int number = 1;
  const Result<int&> reference(std::in_place, number);
  *reference = 2;
  EXPECT_EQ(number, 2);
}

TEST(Result, ThatWasMovedFromHasFailedOrKeepsAMovedValue) {
  Text failed(Error::eof);
  const Text taken = std::move(failed);
  EXPECT_EQ(taken.error(), Error::eof);
  EXPECT_EQ(failed.error(), Error::runtime);
  Outcome<std::unique_ptr<int>> one(std::in_place, std::make_unique<int>(1));
  Outcome<std::unique_ptr<int>> other(Error::eof);
  other = std::move(one);
  EXPECT_EQ(**other, 1);
  EXPECT_TRUE(one.ok());
}

#if UASYNCIO_EXCEPTIONS
struct Fragile {
  static inline int alive = 0;
  explicit Fragile(bool its_moves_throw) : moves_throw(its_moves_throw) { ++alive; }
  Fragile(Fragile&& other) : moves_throw(other.moves_throw) {
    if (moves_throw) throw 1;
    ++alive;
  }
  ~Fragile() { --alive; }
  bool moves_throw;
};

TEST(Result, WhoseAssignmentThrowsHasFailedAndIsDestroyedOnce) {
  {
    Result<Fragile> sound(std::in_place, false);
    Result<Fragile> failed(Error::eof);
    Result<Fragile> broken(std::in_place, true);
    EXPECT_THROW(sound = std::move(broken), int);
    EXPECT_EQ(sound.error(), Error::runtime);
    EXPECT_THROW(failed = std::move(broken), int);
    EXPECT_EQ(failed.error(), Error::runtime);
    EXPECT_EQ(Fragile::alive, 1);
    EXPECT_TRUE(broken.ok());
    sound = Result<Fragile>(std::in_place, false);
    EXPECT_TRUE(sound.ok());
    EXPECT_EQ(Fragile::alive, 2);
  }
  EXPECT_EQ(Fragile::alive, 0);
}

TEST(Result, WhoseConstructionThrowsLeavesNothing) {
  {
    Result<Fragile> broken(std::in_place, true);
    EXPECT_THROW((void)Result<Fragile>(std::move(broken)), int);
    EXPECT_EQ(Fragile::alive, 1);
  }
  EXPECT_EQ(Fragile::alive, 0);
}
#endif

}  // namespace
