// SPDX-License-Identifier: MIT
// Errors as values and as exceptions, and the text that they carry.
#include "uasyncio/port/error.hpp"

#include "tests/support/scenario.hpp"

#include <memory>
#include <stdexcept>
#include <string>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Result;
using asyncio::Task;
using asyncio::kernel::Failure;

namespace {

std::string& written() {
  static thread_local std::string text;
  return text;
}

std::string message_of(const Error& error) {
  written().clear();
  error.write_to([](const char* text, std::size_t length) { written().append(text, length); });
  return written();
}

TEST(Error, KeepsItsKindAndItsCode) {
  EXPECT_EQ(Error::os(5), Error::os(5));
  EXPECT_NE(Error::os(5), Error::os(6));
  EXPECT_NE(Error::user(5), Error::os(5));
  EXPECT_FALSE(Error::none);
  EXPECT_TRUE(Error::timeout);
}

TEST(Error, HasTheNamesOfAsyncio) {
  EXPECT_STREQ(Error::timeout.name(), "TimeoutError");
  EXPECT_STREQ(Error::cancelled.name(), "CancelledError");
  EXPECT_STREQ(Error::os(1).name(), "OSError");
  EXPECT_STREQ(Error::interrupted.name(), "KeyboardInterrupt");
}

TEST(Error, CarriesATextAndWritesAllItKnows) {
  EXPECT_STREQ(Error::value.text(), "");
  EXPECT_STREQ(Error::value("An error occurred").text(), "An error occurred");
  EXPECT_EQ(message_of(Error::value("An error occurred")), "ValueError: An error occurred");
  EXPECT_EQ(message_of(Error::os(-5, "no answer")), "OSError -5: no answer");
  EXPECT_EQ(message_of(Error::user(7)), "UserError 7");
  EXPECT_EQ(message_of(Error::timeout), "TimeoutError");
  EXPECT_STREQ(Error::value("first")("second").text(), "second");
  EXPECT_STREQ(Error::value("first")("").text(), "");
}

TEST(Error, IsEqualWhateverTheTextSays) {
  EXPECT_EQ(Error::value("one"), Error::value("another"));
  EXPECT_EQ(Error::value("one"), Error::value);
  EXPECT_NE(Error::value("one"), Error::runtime("one"));
  EXPECT_NE(Error::os(1, "one"), Error::os(2, "one"));
}

TEST(Error, CopiesATextThatWasMadeAtRunTime) {
  Error kept;
  {
    std::string text = "channel " + std::to_string(3);
    const Error error = Error::value(text);
    text.assign(text.size(), '?');
    kept = error;
  }
  const Error copy = kept;
  kept = Error::none;
  EXPECT_STREQ(copy.text(), "channel 3");
  EXPECT_EQ(message_of(Error::value(std::string(1000, 'x'))).size(), 1012u);
}

TEST(Error, KeepsItsTextThroughFailuresResultsAndTasks) {
  Failure failure(Error::os(2, "gone"));
  Failure shared = failure.share();
  failure.drop();
  EXPECT_STREQ(shared.error().text(), "gone");
  EXPECT_EQ(shared.error(), Error::os(2));
  EXPECT_FALSE(shared.is_cancellation());
  shared.drop();
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(failing(1, Error::value("no such channel")));
              for (int time = 0; time != 2; ++time) {
                const auto result = co_await asyncio::as_result(task);
                say(result.error().text(), ",");
              }
              say(task.error().text());
            }),
            "~failing no such channel , no such channel , no such channel ok");
}

TEST(Error, ItsTextPassesEveryKindOfAwait) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto nested = []() -> Coro<> {
                co_await asyncio::wait_for(failing(1, Error::eof("line cut")), 1);
              };
              const auto result =
                  co_await asyncio::as_result(asyncio::finally(nested(), cleanup("c", 1)));
              say(result.error().text(), ";");
              const auto all = co_await asyncio::as_result(
                  asyncio::gather(failing(1, Error::user(4, "four")), failing(2)));
              say(all.error().text(), ";");
              auto outcome = co_await asyncio::as_outcome(failing(1, Error::user(5, "five")));
              const auto passed = co_await asyncio::as_result(asyncio::pass_on(std::move(outcome)));
              say(passed.error().text());
            }),
            "~failing { c } line cut ; ~failing ~failing four ; ~failing five ok");
}

TEST(Error, AFailThatNobodyAwaitsLeavesNothingBehind) {
  (void)asyncio::fail(Error::value("a text of its own"));  // the leak checker would find it
}

TEST(Error, IsReportedWithNameCodeTextAndTask) {
  asyncio::SimPort port;
  asyncio::Loop loop(port);
  auto main = []() -> Coro<> {
    asyncio::create_task(fails_after(1, Error::os(5, "no answer")), {.name = "reader"});
    co_await asyncio::sleep_ms(2);
  };
  EXPECT_TRUE(loop.run_until_complete(main()));
  EXPECT_EQ(port.transcript(),
            "uasyncio: Task exception wasn't retrieved: task 'reader': OSError 5: no answer\n");
}

TEST(Error, IsShownInADumpWhileItIsOnItsWayToATask) {
  asyncio::SimPort port;
  asyncio::Loop loop(port);
  auto main = []() -> Coro<> {
    Task<> task = asyncio::create_task(fails_after(0, Error::value("bad")));
    auto waits = [](Task<> awaited) -> Coro<> { (void)co_await asyncio::as_result(awaited); };
    Task<> waiter = asyncio::create_task(waits(task), {.name = "waiter"});
    co_await asyncio::sleep_ms(0);
    co_await asyncio::sleep_ms(0);
    asyncio::Loop::running()->dump();
    co_await waiter;
  };
  EXPECT_TRUE(loop.run_until_complete(main()));
  EXPECT_NE(port.transcript().find("waiter: ready, for 0 ms, fails with ValueError: bad\n"),
            std::string::npos)
      << port.transcript();
}

#if UASYNCIO_EXCEPTIONS
TEST(Exception, SaysAllItKnows) {
  const asyncio::ValueError error("An error occurred");
  EXPECT_STREQ(error.what(), "ValueError: An error occurred");
  EXPECT_STREQ(error.text(), "An error occurred");
  EXPECT_STREQ(asyncio::OSError(5).what(), "OSError 5");
  EXPECT_STREQ(asyncio::OSError(5).text(), "");
  EXPECT_STREQ(asyncio::OSError(5, "no answer").what(), "OSError 5: no answer");
  EXPECT_STREQ(asyncio::UserError(-1, "mine").what(), "UserError -1: mine");
  EXPECT_STREQ(asyncio::TimeoutError().what(), "TimeoutError");
}

template <class Type>
void expect_thrown(const Error& error) {
  try {
    Failure(error("told")).raise();
  } catch (const Type& thrown) {
    EXPECT_STREQ(thrown.text(), "told");
    EXPECT_EQ(thrown.error(), error);
    return;
  } catch (...) {
  }
  ADD_FAILURE() << error.name();
}

TEST(Exception, IsThrownAsItsTypeWithItsText) {
  expect_thrown<asyncio::CancelledError>(Error::cancelled);
  expect_thrown<asyncio::TimeoutError>(Error::timeout);
  expect_thrown<asyncio::MemoryError>(Error::memory);
  expect_thrown<asyncio::OSError>(Error::os(3));
  expect_thrown<asyncio::EOFError>(Error::eof);
  expect_thrown<asyncio::ValueError>(Error::value);
  expect_thrown<asyncio::RuntimeError>(Error::runtime);
  expect_thrown<asyncio::KeyboardInterrupt>(Error::interrupted);
  expect_thrown<asyncio::BrokenBarrierError>(Error::broken_barrier);
  expect_thrown<asyncio::QueueShutDown>(Error::queue_shut_down);
  expect_thrown<asyncio::UserError>(Error::user(3));
  expect_thrown<asyncio::Exception>(Error::exception);
}

TEST(Exception, ThrownByATaskGivesItsTextAsAValueToo) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto raises = []() -> Coro<> {
                co_await asyncio::sleep_ms(1);
                throw asyncio::ValueError("An error occurred");
              };
              const auto result = co_await asyncio::as_result(raises());
              EXPECT_EQ(result.error(), Error::value);
              say(result.error().text());
            }),
            "An error occurred ok");
}

TEST(Exception, OfTheUsersOwnGivesItsWhat) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto raises = []() -> Coro<> {
                co_await asyncio::sleep_ms(1);
                throw std::out_of_range("channel 9");
              };
              const auto result = co_await asyncio::as_result(raises());
              EXPECT_EQ(result.error(), Error::exception);
              say(message_of(result.error()));
              auto raises_number = []() -> Coro<> {
                co_await asyncio::sleep_ms(1);
                throw 5;
              };
              const auto other = co_await asyncio::as_result(raises_number());
              say(message_of(other.error()));
            }),
            "exception: channel 9 exception ok");
}
#endif

// --- What the end of a program says -------------------------------------------------------

Coro<> ends_badly() { co_await asyncio::fail(Error::value("An error occurred")); }

TEST(RunDeathTest, SaysWhatTheProgramFailedWithInBothBuilds) {
  auto program = []() noexcept { asyncio::run(ends_badly()); };
  EXPECT_EXIT(program(), testing::ExitedWithCode(1),
              "uasyncio: run: the program failed: task 'main': ValueError: An error occurred\n");
}

TEST(RunDeathTest, SaysWhyThereIsNoMain) {
  auto program = []() noexcept {
    asyncio::FramePool::current().fail_allocation(1);
    asyncio::run(ends_badly());
  };
  EXPECT_EXIT(program(), testing::ExitedWithCode(1),
              "the program failed: task 'main': MemoryError");
}

#if UASYNCIO_EXCEPTIONS
TEST(RunDeathTest, LeavesOtherExceptionsToTheTerminateHandler) {
  auto program = []() noexcept {
    try {
      asyncio::run(ends_badly());
    } catch (const asyncio::ValueError& caught) {
      std::fputs(caught.text(), stderr);
    }
    std::rethrow_exception(std::make_exception_ptr(std::runtime_error("something else")));
  };
  EXPECT_DEATH(program(), "^An error occurredterminate called");
}

TEST(RunDeathTest, LeavesItToAHandlerOfTheProgramsOwn) {
  auto program = []() noexcept {
    std::set_terminate([] { std::_Exit(7); });
    asyncio::run(ends_badly());
  };
  EXPECT_EXIT(program(), testing::ExitedWithCode(7), "^$");
}
#endif

}  // namespace
