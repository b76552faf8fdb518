// SPDX-License-Identifier: MIT
// SIGINT and run: caught while one runs, the system's before and afterwards.
#include "uasyncio/core/run.hpp"

#include "tests/support/scenario.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;

namespace {

constexpr int status_of_own_handler = 7;

/// The child of a death test may have been started where SIGINT is ignored.
void let_sigint_end_the_program() { std::signal(SIGINT, SIG_DFL); }

void own_handler(int) { std::_Exit(status_of_own_handler); }

Coro<> does_nothing() { co_return; }

Coro<> raises_sigint() {
  std::raise(SIGINT);
  co_await asyncio::sleep(3600);
}

Coro<> says_that_it_cleans_up() {
  std::fputs("cleaned up\n", stderr);
  co_await asyncio::sleep_ms(0);
}

TEST(RunSigintDeathTest, EndsTheProgramWith130AfterItsCleanups) {
  const auto program = [] {
    let_sigint_end_the_program();
    asyncio::run(asyncio::finally(raises_sigint(), says_that_it_cleans_up()));
  };
  EXPECT_EXIT(program(), testing::ExitedWithCode(130), "cleaned up");
}

TEST(RunSigintDeathTest, EndsTheProgramAtOnceAfterTheLastRun) {
  const auto program = [] {
    let_sigint_end_the_program();
    asyncio::run(does_nothing());
    std::raise(SIGINT);
    std::_Exit(0);
  };
  EXPECT_EXIT(program(), testing::KilledBySignal(SIGINT), "");
}

TEST(RunSigintDeathTest, IsCaughtAgainByTheNextRun) {
  const auto program = [] {
    let_sigint_end_the_program();
    asyncio::run(does_nothing());
    asyncio::run(raises_sigint());
  };
  EXPECT_EXIT(program(), testing::ExitedWithCode(130), "");
}

TEST(RunSigintDeathTest, TheSecondOneEndsTheProgramWhileCleanupsRun) {
  const auto program = [] {
    let_sigint_end_the_program();
    asyncio::run(asyncio::finally(raises_sigint(), raises_sigint()));
  };
  EXPECT_EXIT(program(), testing::KilledBySignal(SIGINT), "");
}

TEST(RunSigintDeathTest, AHandlerOfTheProgramStaysDuringARun) {
  const auto program = [] {
    std::signal(SIGINT, &own_handler);
    asyncio::run(raises_sigint());
  };
  EXPECT_EXIT(program(), testing::ExitedWithCode(status_of_own_handler), "");
}

TEST(RunSigintDeathTest, AHandlerThatTheProgramSetsDuringARunStaysAfterwards) {
  const auto program = [] {
    let_sigint_end_the_program();
    const auto main = []() -> Coro<> {
      std::signal(SIGINT, &own_handler);
      co_return;
    };
    asyncio::run(main());
    std::raise(SIGINT);
    std::_Exit(0);
  };
  EXPECT_EXIT(program(), testing::ExitedWithCode(status_of_own_handler), "");
}

TEST(RunSigintDeathTest, WhoIgnoresItIsLeftAlone) {
  const auto program = [] {
    std::signal(SIGINT, SIG_IGN);
    const auto main = []() -> Coro<> {
      std::raise(SIGINT);
      co_await asyncio::sleep_ms(0);
    };
    asyncio::run(main());
    std::raise(SIGINT);
    std::_Exit(0);
  };
  EXPECT_EXIT(program(), testing::ExitedWithCode(0), "");
}

TEST(RunSigint, ComingWhenMainHasReturnedAndCleanupsRunIsNotLost) {
  words().clear();
  const auto interrupts = []() -> Coro<> {
    EXPECT_TRUE(asyncio::interrupt_program());
    co_await asyncio::sleep_ms(1);
    say("cleaned up");
  };
  const auto main = [interrupts]() -> Coro<int> {
    Coro<> work = asyncio::finally(hang("left"), interrupts());
    asyncio::create_task(std::move(work));
    co_await asyncio::sleep_ms(0);
    co_return 5;
  };
  EXPECT_EQ(asyncio::run_result(main()).error(), Error::interrupted);
  EXPECT_EQ(words(), "left cleaned up");
}

TEST(RunSigint, OfAProgramThatHasFailedByItselfDoesNotHideTheFailure) {
  const auto interrupts = []() -> Coro<> {
    EXPECT_TRUE(asyncio::interrupt_program());
    co_await asyncio::sleep_ms(0);
  };
  const auto main = [interrupts]() -> Coro<> {
    Coro<> work = asyncio::finally(hang("left"), interrupts());
    asyncio::create_task(std::move(work));
    co_await asyncio::sleep_ms(0);
    co_await asyncio::fail(Error::eof);
  };
  EXPECT_EQ(asyncio::run_result(main()).error(), Error::eof);
}

TEST(RunSigint, OutsideOfARunThereIsNothingToInterrupt) {
  EXPECT_FALSE(asyncio::interrupt_program());
  asyncio::run(does_nothing());
  EXPECT_FALSE(asyncio::interrupt_program());
}

}  // namespace
