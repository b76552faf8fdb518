// The rules of MicroPython's asyncio: failures that nobody awaited, and those that somebody did.
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

void listen() { Loop::running()->set_exception_handler(&naming_handler); }

Coro<> say_failure(Task<> task) {
  auto result = co_await asyncio::as_result(task);
  say(result.error().name());
}

}  // namespace

TEST(FailureRules, AreReportedOnceAndNotBeforeTheSecondTurn) {
  EXPECT_EQ(played([]() -> Coro<> {
              listen();
              asyncio::create_task(fails_with(1), {.name = "bad"});
              for (int turn = 1; turn != 5; ++turn) {
                co_await asyncio::sleep_ms(0);
                say(turn);
              }
            }),
            "1 [ bad 1 ] 2 3 4 ok");
}

TEST(FailureRules, OfATaskWhoseHandleIsKeptAreReportedToo) {
  EXPECT_EQ(played([]() -> Coro<> {
              listen();
              Task<> task = asyncio::create_task(fails_with(2));
              co_await asyncio::sleep_ms(5);
              say("awaited-late");
              co_await say_failure(task);
              co_await say_failure(task);
              co_await asyncio::sleep_ms(5);
            }),
            "[ task 2 ] awaited-late UserError UserError ok");
}

TEST(FailureRules, AnAwaitInTheGraceTurnComesInTime) {
  EXPECT_EQ(played([]() -> Coro<> {
              listen();
              Task<> task = asyncio::create_task(fails_with(3));
              co_await asyncio::sleep_ms(0);
              say(task.done());
              co_await say_failure(task);
              co_await asyncio::sleep_ms(5);
            }),
            "1 UserError ok");
}

TEST(FailureRules, AskingATaskForItsErrorCountsAsHavingSeenIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              listen();
              Task<> task = asyncio::create_task(fails_with(4));
              co_await asyncio::sleep_ms(0);
              say(task.error().code);
              co_await asyncio::sleep_ms(5);
            }),
            "4 ok");
}

TEST(FailureRules, TheReportGoesToTheHandlerOfTheMomentAndNullIsTheDefault) {
  EXPECT_EQ(played([]() -> Coro<> {
              listen();
              asyncio::create_task(fails_with(5));
              co_await asyncio::sleep_ms(0);
              Loop::running()->set_exception_handler(nullptr);
              co_await asyncio::sleep_ms(0);
#if UASYNCIO_DIAGNOSTICS
              EXPECT_NE(sim()->transcript().find("UserError 5"), std::string::npos);
#endif
              sim()->clear_transcript();
              listen();
              asyncio::create_task(fails_with(6));
              co_await asyncio::sleep_ms(5);
              EXPECT_EQ(sim()->transcript(), "");
            }),
            "[ task 6 ] ok");
}

TEST(FailureRules, TheHandlerMayAskTheTaskAndMakeANewOne) {
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

TEST(FailureRules, OfAPlainCallAreReported) {
  EXPECT_EQ(played([]() -> Coro<> {
              listen();
              auto fails = []() -> Coro<> { co_await fails_with(8); };
              Loop::running()->call_soon([fails] { asyncio::create_task(fails()); });
              co_await asyncio::sleep_ms(5);
            }),
            "[ task 8 ] ok");
}

// The caller of run_until_complete is who awaits main: it is told, the handler is not.
TEST(FailureRules, OfMainIsNotReportedButReturned) {
  words().clear();
  asyncio::SimPort port;
  Loop loop(port);
  loop.set_exception_handler(&naming_handler);
  auto result = loop.run_until_complete(fails_with(9));
  say(result.error().code);
  loop.close();
  EXPECT_EQ(words(), "9");
}

TEST(FailureRules, OfACleanupWhileTheLoopClosesIsReported) {
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
TEST(FailureRules, AHandlerThatFailsItselfIsReportedByTheDefaultOne) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop::running()->set_exception_handler(
                  [](Loop&, const ExceptionContext&) { throw std::runtime_error("broken"); });
              asyncio::create_task(fails_with(11));
              co_await asyncio::sleep_ms(5);
              say("loop-goes-on");
#if UASYNCIO_DIAGNOSTICS
              EXPECT_NE(sim()->transcript().find("failure in the exception handler"),
                        std::string::npos);
#endif
            }),
            "loop-goes-on ok");
}

TEST(FailureRules, EveryWaiterGetsTheSameExceptionObject) {
  EXPECT_EQ(played([]() -> Coro<> {
              struct Mine {
                int code;
              };
              Task<> task = asyncio::create_task([]() -> Coro<> {
                co_await asyncio::sleep_ms(1);
                throw Mine{12};
              });
              auto waits = [](Task<> one) -> Coro<const void*> {
                try {
                  co_await one;
                } catch (const Mine& mine) {
                  say(mine.code);
                  co_return &mine;
                }
                co_return nullptr;
              };
              Task<const void*> first = asyncio::create_task(waits, task);
              Task<const void*> second = asyncio::create_task(waits, task);
              say(co_await first == co_await second ? "same" : "copies");
            }),
            "12 12 same ok");
}
#endif
