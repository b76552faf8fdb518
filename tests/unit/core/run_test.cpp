// run: the whole life of a program, on the platform's own port.
#include "uasyncio/core/run.hpp"

#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;

namespace {

TEST(Run, GivesTheValueOfMain) {
  EXPECT_EQ(asyncio::run(value_after(5, 1)), 5);
  EXPECT_EQ(asyncio::Loop::running(), nullptr);
}

TEST(Run, CancelsWhatIsLeftAndLetsItsCleanupFinish) {
  words().clear();
  auto main = []() -> Coro<> {
    Coro<> work = asyncio::finally(hang("left"), cleanup("c", 1));
    asyncio::create_task(std::move(work));
    co_await asyncio::sleep_ms(1);
    say("main");
  };
  asyncio::run(main());
  EXPECT_EQ(words(), "main left { c }");
}

TEST(Run, ResultGivesTheFailure) {
  EXPECT_EQ(asyncio::run_result(failing(0, Error::os(5))).error(), Error::os(5));
}

TEST(Run, InsideARunningLoopIsRefused) {
  EXPECT_EQ(played([]() -> Coro<> {
              say(asyncio::run_result(value_after(1, 1)).error().name());
              co_return;
            }),
            "RuntimeError ok");
}

TEST(Run, IsEndedByAnInterrupt) {
  auto main = []() -> Coro<> {
    asyncio::interrupt_program();
    co_await asyncio::sleep(3600);
  };
  EXPECT_EQ(asyncio::run_result(main()).error(), Error::interrupted);
}

#if UASYNCIO_EXCEPTIONS
TEST(Run, ThrowsWhatMainFailedWith) {
  EXPECT_THROW(asyncio::run(failing(0, Error::eof)), asyncio::EOFError);
}
#else
TEST(RunDeathTest, EndsTheProgramIfMainFails) {
  EXPECT_EXIT(asyncio::run(failing(0, Error::eof)), testing::ExitedWithCode(1), "EOFError");
}
#endif

}  // namespace
