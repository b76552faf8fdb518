// SPDX-License-Identifier: MIT
// fail and pass_on: failing on purpose, in both builds.
#include "uasyncio/core/fail.hpp"

#include "tests/support/scenario.hpp"

#include <memory>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Task;

namespace {

TEST(Fail, NothingAfterItRunsAndDestructorsDo) {
  EXPECT_EQ(played([]() -> Coro<> {
              Guard guard("guard");
              co_await asyncio::fail(Error::os(5));
              say("never");
            }),
            "guard OSError");
}

TEST(Fail, KeepsKindAndCodeThroughTasks) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> inner = asyncio::create_task(failing(1, Error::user(-7)));
              auto waits = [](Task<> task) -> Coro<> { co_await task; };
              Task<> outer = asyncio::create_task(waits(inner));
              const auto result = co_await asyncio::as_result(outer);
              EXPECT_EQ(result.error(), Error::user(-7));
              const auto again = co_await asyncio::as_result(inner);
              EXPECT_EQ(again.error(), Error::user(-7));
            }),
            "~failing ok");
}

TEST(PassOn, GivesTheValueOrGoesOnFailing) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto good = co_await asyncio::as_result(value_after(3, 1));
              say(co_await asyncio::pass_on(std::move(good)));
              auto bad = co_await asyncio::as_result(failing(1, Error::eof));
              co_await asyncio::pass_on(std::move(bad));
              say("never");
            }),
            "3 ~failing EOFError");
}

TEST(PassOn, GoesOnWithATimeOutUpToItsWaitFor) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto body = []() -> Coro<> {
                auto outcome = co_await asyncio::as_outcome(asyncio::sleep_ms(1000));
                say(outcome.cancelled() ? "caught" : "not");
                co_await asyncio::pass_on(std::move(outcome));
                say("never");
              };
              say(co_await error_of(asyncio::wait_for_ms(body(), 5)));
              co_await asyncio::sleep_ms(1);
              say("alive");
            }),
            "caught TimeoutError alive ok");
}

#if UASYNCIO_EXCEPTIONS
TEST(Fail, ThrowsTheTypeOfTheErrorWhereItIsAwaited) {
  EXPECT_EQ(played([]() -> Coro<> {
              try {
                co_await asyncio::fail(Error::timeout);
              } catch (const asyncio::TimeoutError&) {
                say("caught");
              }
              try {
                co_await failing(1, Error::os(3));
              } catch (const asyncio::OSError& error) {
                say(error.code());
              }
              auto throws = []() -> Coro<> {
                co_await asyncio::sleep_ms(1);
                throw std::make_unique<int>(8);
              };
              const auto result = co_await asyncio::as_result(throws());
              EXPECT_EQ(result.error(), Error::exception);
            }),
            "caught ~failing 3 ok");
}
#endif

}  // namespace
