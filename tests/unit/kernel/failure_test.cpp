// SPDX-License-Identifier: MIT
// Failures in one word, and Result and Outcome on top of them.
#include "uasyncio/kernel/failure.hpp"

#include "tests/support/scenario.hpp"

#include <memory>

using namespace scenario;
using asyncio::Error;
using asyncio::Outcome;
using asyncio::Result;
using asyncio::kernel::Failure;

namespace {

TEST(Failure, IsOneWordAndKeepsAnyError) {
  static_assert(sizeof(Failure) == sizeof(void*));
  for (const int code : {0, 1, -1, 32767, -32768}) {
    Failure failure(Error::user(code));
    EXPECT_EQ(failure.error(), Error::user(code));
    EXPECT_FALSE(failure.is_cancellation());
    failure.drop();
    EXPECT_FALSE(failure);
  }
}

TEST(Failure, ACancellationIsNotTheErrorOfACancelledTask) {
  EXPECT_TRUE(Failure::cancellation().is_cancellation());
  EXPECT_TRUE(Failure::whole_cancellation().is_cancellation());
  EXPECT_TRUE(Failure::whole_cancellation().is_whole_cancellation());
  EXPECT_FALSE(Failure::cancellation().is_whole_cancellation());
  EXPECT_FALSE(Failure(Error::cancelled).is_cancellation());
  EXPECT_EQ(Failure::cancellation().error(), Error::cancelled);
  EXPECT_FALSE(Failure::cancellation().seen_by_waiter().is_cancellation());
}

TEST(Result, GivesItsValueOrWhatElse) {
  Result<int> good(std::in_place, 5);
  EXPECT_TRUE(good.ok());
  EXPECT_EQ(*good, 5);
  EXPECT_EQ(good.error(), Error::none);
  Result<int> bad(Error::timeout);
  EXPECT_EQ(bad.error(), Error::timeout);
  EXPECT_EQ(std::move(bad).value_or(7), 7);
}

TEST(Result, MovesValuesThatCannotBeCopied) {
  Result<std::unique_ptr<int>> first(std::in_place, std::make_unique<int>(1));
  Result<std::unique_ptr<int>> second(std::move(first));
  EXPECT_EQ(**second, 1);
  Result<std::unique_ptr<int>> failed(Error::value);
  ASSERT_FALSE(failed.ok());  // without this GCC 12 warns at -Os of a value that is not there
  second = std::move(failed);
  EXPECT_EQ(second.error(), Error::value);
  second = Result<std::unique_ptr<int>>(std::in_place, std::make_unique<int>(2));
  EXPECT_EQ(**second, 2);
}

TEST(Outcome, SaysWhetherItIsOnesOwnCancellation) {
  EXPECT_TRUE(Outcome<int>(Failure::cancellation()).cancelled());
  EXPECT_FALSE(Outcome<int>(Error::cancelled).cancelled());
  EXPECT_FALSE(Outcome<int>(std::in_place, 1).cancelled());
}

#if UASYNCIO_EXCEPTIONS
TEST(Failure, SharesAnExceptionWithoutCopyingIt) {
  auto witness = std::make_shared<int>(0);
  try {
    throw witness;
  } catch (...) {
    Failure failure = Failure::current_exception();
    Failure other = failure.share();
    EXPECT_TRUE(failure.is_exception());
    EXPECT_EQ(failure.error(), Error::exception);
    EXPECT_EQ(failure.exception(), other.exception());
    failure.drop();
    EXPECT_EQ(other.error(), Error::exception);
    other.drop();
  }
  EXPECT_EQ(witness.use_count(), 1);
}

TEST(Failure, IsThrownAsTheTypeThatItNames) {
  EXPECT_THROW(Failure(Error::timeout).raise(), asyncio::TimeoutError);
  EXPECT_THROW(Failure(Error::memory).raise(), asyncio::MemoryError);
  EXPECT_THROW(Failure(Error::cancelled).raise(), asyncio::CancelledError);
  try {
    Failure(Error::os(11)).raise();
  } catch (const asyncio::OSError& error) {
    EXPECT_EQ(error.code(), 11);
    EXPECT_STREQ(error.what(), "OSError 11");
  }
}

TEST(Result, ThrowsItsFailureWhenAskedForAValue) {
  Result<int> result(Error::eof);
  EXPECT_THROW((void)result.value(), asyncio::EOFError);
  EXPECT_THROW((void)result.value(), asyncio::EOFError);  // and again
  EXPECT_NE(result.exception(), nullptr);
  EXPECT_THROW((void)Outcome<int>(Failure::cancellation()).value(), asyncio::CancelledError);
}
#else
TEST(ResultDeathTest, EndsTheProgramWhenAskedForAValueThatIsNotThere) {
  EXPECT_EXIT((void)Result<int>(Error::eof).value(), testing::ExitedWithCode(1),
              "value\\(\\) of a result that failed: EOFError");
}
#endif

}  // namespace
