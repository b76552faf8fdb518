// SPDX-License-Identifier: MIT
// Failures that nobody has seen are reported: when, to whom, with what.
#include "tests/support/scenario.hpp"

#include <stdexcept>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::ExceptionContext;
using asyncio::Loop;
using asyncio::Task;

namespace {

Coro<> fails_with(int code) { co_await asyncio::fail(Error::user(code)); }

void naming_handler(Loop&, const ExceptionContext& context) {
  say("[", context.task_name, context.error.code, "]");
}

void tell_names() { Loop::running()->set_exception_handler(&naming_handler); }

TEST(UnseenFailure, IsReportedOnce) {
  const std::string said = played([]() -> Coro<> {
    asyncio::create_task(failing(1, Error::os(5)), {.name = "reader"});
    co_await asyncio::sleep_ms(5);
#if UASYNCIO_DIAGNOSTICS
    EXPECT_EQ(sim()->transcript(),
              "uasyncio: Task exception wasn't retrieved: task 'reader': OSError 5\n");
#endif
  });
  EXPECT_EQ(said, "~failing ok");
}

TEST(UnseenFailure, IsNoneIfSomebodySawIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> awaited = asyncio::create_task(failing(1));
              EXPECT_FALSE((co_await asyncio::as_result(awaited)).ok());
              Task<> asked = asyncio::create_task(failing(0));
              co_await asyncio::sleep_ms(0);
              co_await asyncio::sleep_ms(0);
              EXPECT_EQ(asked.error(), Error::user(1));  // in the turn before it would be reported
              co_await asyncio::sleep_ms(5);
              EXPECT_EQ(sim()->transcript(), "");
            }),
            "~failing ~failing ok");
}

TEST(UnseenFailure, IsNotACancellation) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop::running()->set_exception_handler(
                  [](Loop&, const ExceptionContext&) { say("handler"); });
              for (int round = 0; round != 2; ++round) {
                Task<> task = asyncio::create_task(hang("left"));
                if (round == 0) co_await asyncio::sleep_ms(1);
                task.cancel();
                co_await asyncio::sleep_ms(10);
                say(task.cancelled());
              }
            }),
            "left 1 1 ok");
}

TEST(UnseenFailure, GoesToTheHandlerOfTheMomentAndNullIsTheDefault) {
  EXPECT_EQ(played([]() -> Coro<> {
              tell_names();
              asyncio::create_task(fails_with(5));
              co_await asyncio::sleep_ms(0);
              Loop::running()->set_exception_handler(nullptr);
              co_await asyncio::sleep_ms(0);
#if UASYNCIO_DIAGNOSTICS
              EXPECT_NE(sim()->transcript().find("UserError 5"), std::string::npos);
#endif
              sim()->clear_transcript();
              tell_names();
              asyncio::create_task(fails_with(6));
              co_await asyncio::sleep_ms(5);
              EXPECT_EQ(sim()->transcript(), "");
            }),
            "[ task 6 ] ok");
}

TEST(UnseenFailure, ComesWithItsTaskAndTheHandlerMayMakeANewOne) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto handler = [](Loop& loop, const ExceptionContext& context) {
                say(context.message, context.task.done(), context.task.error().code);
                loop.call_soon([] { say("from-the-handler"); });
              };
              Loop::running()->set_exception_handler(handler);
              asyncio::create_task(fails_with(7));
              co_await asyncio::sleep_ms(5);
            }),
            "Task exception wasn't retrieved 1 7 from-the-handler ok");
}

TEST(UnseenFailure, OfATaskThatAPlainCallMadeIsReported) {
  EXPECT_EQ(played([]() -> Coro<> {
              tell_names();
              auto fails = []() -> Coro<> { co_await fails_with(8); };
              Loop::running()->call_soon([fails] { asyncio::create_task(fails()); });
              co_await asyncio::sleep_ms(5);
            }),
            "[ task 8 ] ok");
}

// The caller of run_until_complete is who awaits main: it is told, the handler is not.
TEST(UnseenFailure, OfMainIsNotReportedButReturned) {
  words().clear();
  asyncio::SimPort port;
  Loop loop(port);
  loop.set_exception_handler(&naming_handler);
  auto result = loop.run_until_complete(fails_with(9));
  say(result.error().code);
  loop.close();
  EXPECT_EQ(words(), "9");
}

TEST(UnseenFailure, OfACleanupWhileTheLoopClosesIsReported) {
  words().clear();
  asyncio::SimPort port;
  {
    Loop loop(port);
    loop.set_exception_handler(&naming_handler);
    auto body = []() -> Coro<> {
      (void)co_await asyncio::as_outcome(hang("left"));
      co_await fails_with(10);
    };
    loop.create_task(body());
    EXPECT_TRUE(loop.run_until_complete([]() -> Coro<> { co_await asyncio::sleep_ms(1); }()));
    loop.close();
  }
  EXPECT_EQ(words(), "left [ task 10 ]");
}

#if UASYNCIO_EXCEPTIONS
TEST(UnseenFailure, IsReportedByTheDefaultHandlerIfTheProgramsFails) {
  EXPECT_EQ(
      played([]() -> Coro<> {
        Loop::running()->set_exception_handler([](Loop&, const ExceptionContext&) { throw 1; });
        asyncio::create_task(failing(1));
        co_await asyncio::sleep_ms(5);
#if UASYNCIO_DIAGNOSTICS
        EXPECT_EQ(sim()->transcript(),
                  "uasyncio: failure in the exception handler: task 'task': UserError 1\n");
#endif
      }),
      "~failing ok");
}

TEST(UnseenFailure, IsReportedWithWhatAnExceptionSays) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task([]() -> Coro<> {
                throw std::runtime_error("out of paper");
                co_return;
              });
              co_await asyncio::sleep_ms(5);
              EXPECT_NE(sim()->transcript().find("exception: out of paper"), std::string::npos);
            }),
            "ok");
}
#endif

}  // namespace
