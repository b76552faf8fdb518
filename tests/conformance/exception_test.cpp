// SPDX-License-Identifier: MIT
// Scripts exception and set_exception_handler: failures of main, of a sub-task, and of those that
// nobody awaits.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::ExceptionContext;
using asyncio::Loop;
using asyncio::Task;

namespace {

Coro<> fail_now(int code) {
  say("fail", code);
  co_await asyncio::fail(Error::user(code));
}

void saying_handler(Loop&, const ExceptionContext& context) {
  say("[", context.error.name(), context.error.code, "]");
}

}  // namespace

TEST(ExceptionScript, MainFails) {
  EXPECT_EQ(played([] { return fail_now(1); }), "fail 1 UserError");
}

TEST(ExceptionScript, ASubTaskFailsInMain) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(fail_now(2));
              say("main");
              co_await task;
              say("never");
            }),
            "main fail 2 UserError");
}

TEST(ExceptionScript, MainFailsBeforeTheSubTaskWasScheduledAndThatNeverRuns) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task(says("sub-task"));
              co_await asyncio::fail(Error::value);
            }),
            "ValueError");
}

TEST(ExceptionScript, MainEndsByItsOwnCancellation) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::current_task().cancel();
              co_await hang("unwound");
            }),
            "unwound CancelledError");
}

#if UASYNCIO_EXCEPTIONS
TEST(ExceptionScript, AUsersOwnExceptionComesOutOfRunUnchanged) {
  struct Mine {
    int code;
  };
  auto nested = []() -> Coro<> {
    co_await asyncio::sleep_ms(0);
    throw Mine{7};
  };
  auto main = [](auto inner) -> Coro<> {
    Guard guard("unwound");
    co_await inner();
    say("never");
  };
  words().clear();
  try {
    asyncio::run(main(nested));
    say("never");
  } catch (const Mine& mine) {
    say("caught", mine.code);
  }
  EXPECT_EQ(words(), "unwound caught 7");
}

TEST(ExceptionScript, AHandlerOfMainSeesTheFailureOfASubTask) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(fail_now(3));
              try {
                co_await task;
                say("never");
              } catch (const asyncio::UserError& error) {
                say("caught", error.error().code);
              }
              try {
                co_await asyncio::fail(Error::value);
              } catch (const asyncio::ValueError&) {
                say("ValueError-caught");
              }
            }),
            "fail 3 caught 3 ValueError-caught ok");
}
#endif

TEST(SetExceptionHandlerScript, SetAndGetAndNone) {
  asyncio::SimPort port;
  Loop loop(port);
  EXPECT_EQ(loop.get_exception_handler(), nullptr);
  loop.set_exception_handler(&saying_handler);
  EXPECT_EQ(loop.get_exception_handler(), &saying_handler);
  loop.set_exception_handler(nullptr);
  EXPECT_EQ(loop.get_exception_handler(), nullptr);
}

TEST(SetExceptionHandlerScript, IsToldOfWhatNobodyAwaitedInOrder) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop::running()->set_exception_handler(&saying_handler);
              asyncio::create_task(fail_now(1));
              asyncio::create_task(fail_now(2));
              co_await asyncio::sleep_ms(0);
              say("first-turn");
              co_await asyncio::sleep_ms(0);
              say("second-turn");
              asyncio::create_task(fail_now(3));
              co_await asyncio::sleep_ms(10);
              say("end");
            }),
            "fail 1 fail 2 first-turn [ UserError 1 ] [ UserError 2 ] second-turn fail 3 "
            "[ UserError 3 ] end ok");
}

TEST(SetExceptionHandlerScript, IsNotToldOfWhatIsAwaitedInTime) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop::running()->set_exception_handler(&saying_handler);
              Task<> awaited = asyncio::create_task(fail_now(1));
              co_await asyncio::sleep_ms(0);
              say(co_await error_of(awaited));
              co_await asyncio::sleep_ms(10);
              say("end");
            }),
            "fail 1 UserError end ok");
}

TEST(SetExceptionHandlerScript, IsToldWhenCalledByHand) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop& loop = *Loop::running();
              loop.set_exception_handler(&saying_handler);
              loop.call_exception_handler(
                  {.message = "by hand", .task_name = "", .task = {}, .error = Error::os(5)});
              co_return;
            }),
            "[ OSError 5 ] ok");
}
