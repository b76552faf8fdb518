// SPDX-License-Identifier: MIT
#include "uasyncio/core/async_generator.hpp"

#include "tests/support/scenario.hpp"

#include <memory>
#include <set>

using namespace scenario;
using asyncio::AsyncGenerator;
using asyncio::Coro;
using asyncio::Error;
using asyncio::FramePool;
using asyncio::Task;

namespace {

AsyncGenerator<int> count(int last, int milliseconds = 0) {
  Guard guard("~count");
  for (int n = 1; n <= last; ++n) {
    if (milliseconds != 0) co_await asyncio::sleep_ms(milliseconds);
    co_yield n;
  }
  say("last");
}

Coro<> say_all(AsyncGenerator<int>& numbers) {
  while (auto n = co_await numbers.next()) say(*n, "at", now_ms());
}

TEST(AsyncGenerator, GivesItsValuesAndThenNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto numbers = count(3);
              say("made");
              co_await say_all(numbers);
              say((co_await numbers.next()).has_value());
            }),
            "made 1 at 0 2 at 0 3 at 0 last ~count 0 ok");
}

TEST(AsyncGenerator, AwaitsBetweenItsValuesInTheTaskThatIterates) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto numbers = count(2, 10);
              asyncio::create_task(cleanup("other", 15));
              co_await say_all(numbers);
            }),
            "{ 1 at 10 other } 2 at 20 last ~count ok");
}

TEST(AsyncGenerator, DoesNotYieldToOtherTasksByItself) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task(cleanup("other", 0));
              auto numbers = count(2);
              co_await say_all(numbers);
            }),
            "1 at 0 2 at 0 last ~count ok");
}

TEST(AsyncGenerator, ThatIsNeverStartedOrDroppedInMidIterationRunsItsDestructors) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto unused = count(1);
              {
                auto numbers = count(3);
                say(*co_await numbers.next());
              }
              say("after");
            }),
            "1 ~count after ok");
}

TEST(AsyncGenerator, CanBeMovedBetweenItsValues) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto first = count(2);
              say(*co_await first.next());
              auto second = std::move(first);
              say(*co_await second.next());
              say((co_await first.next()).has_value());
            }),
            "1 2 0 ~count ok");
}

TEST(AsyncGenerator, CarriesWhatCanOnlyBeMovedAndTexts) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto owners = []() -> AsyncGenerator<std::unique_ptr<int>> {
                auto kept = std::make_unique<int>(1);
                co_yield std::move(kept);
                co_yield std::make_unique<int>(2);
              };
              auto texts = []() -> AsyncGenerator<std::string> {
                const std::string text = "a text that is too long for a small string";
                co_yield text;
                co_yield "from a literal";
                co_yield text;
              };
              auto numbers = owners();
              while (auto owner = co_await numbers.next()) say(**owner);
              auto words = texts();
              while (auto word = co_await words.next()) say(word->substr(0, 6));
            }),
            "1 2 a text from a a text ok");
}

TEST(AsyncGenerator, MayIterateOverAnother) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto squares = []() -> AsyncGenerator<int> {
                Guard guard("~squares");
                auto numbers = count(3, 5);
                while (auto n = co_await numbers.next()) co_yield *n** n;
              };
              auto values = squares();
              co_await say_all(values);
              auto dropped = squares();
              say(*co_await dropped.next());
            }),
            "1 at 5 4 at 10 9 at 15 last ~count ~squares 1 ~count ~squares ok");
}

TEST(AsyncGenerator, MayBeContinuedByAnotherTask) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto numbers = count(3, 5);
              say(*co_await numbers.next());
              co_await asyncio::create_task(say_all, std::ref(numbers));
            }),
            "1 2 at 10 3 at 15 last ~count ok");
}

TEST(AsyncGenerator, FailsWhileAnotherTaskIsInItsNext) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto numbers = count(2, 5);
              Task<> task = asyncio::create_task(say_all(numbers));
              co_await asyncio::sleep_ms(1);
              say((co_await asyncio::as_result(numbers.next())).error().name());
              co_await task;
            }),
            "RuntimeError 1 at 5 2 at 10 last ~count ok");
}

AsyncGenerator<int> fails_after_one() {
  Guard guard("~");
  co_yield 1;
  co_await asyncio::sleep_ms(1);
  co_await asyncio::fail(Error::user(7));
}

TEST(AsyncGenerator, PassesItsFailureToNextAndIsOverThen) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto numbers = fails_after_one();
              say(*co_await numbers.next());
              say((co_await asyncio::as_result(numbers.next())).error().name());
              say((co_await numbers.next()).has_value());
              auto again = fails_after_one();
              co_await say_all(again);
            }),
            "1 ~ UserError 0 1 at 1 ~ UserError");
}

TEST(AsyncGenerator, IsUnwoundByACancelInsideNext) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto numbers = count(3, 10);
              Task<> task = asyncio::create_task(say_all(numbers));
              co_await asyncio::sleep_ms(15);
              co_await asyncio::cancel_and_wait(task);
              say("cancelled", (co_await numbers.next()).has_value());
            }),
            "1 at 10 ~count cancelled 0 ok");
}

TEST(AsyncGenerator, IsUnwoundWithTheCoroutineThatHasIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto iterates = []() -> Coro<> {
                Guard guard("~iterates");
                auto numbers = count(3, 10);
                co_await say_all(numbers);
              };
              auto pauses = []() -> Coro<> {
                Guard guard("~pauses");
                auto numbers = count(3, 10);
                say(*co_await numbers.next());
                co_await asyncio::sleep_ms(1000);
              };
              Task<> first = asyncio::create_task(iterates());
              Task<> second = asyncio::create_task(pauses());
              co_await asyncio::sleep_ms(15);
              co_await asyncio::cancel_and_wait(first);
              co_await asyncio::cancel_and_wait(second);
            }),
            "1 at 10 1 ~count ~iterates ~count ~pauses ok");
}

TEST(AsyncGenerator, MayBeAwaitedWithATimeLimit) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto numbers = count(2, 10);
              say(**co_await asyncio::as_result(asyncio::wait_for_ms(numbers.next(), 20)));
              auto late = co_await asyncio::as_result(asyncio::wait_for_ms(numbers.next(), 5));
              say(late.error().name(), (co_await numbers.next()).has_value());
            }),
            "1 ~count TimeoutError 0 ok");
}

TEST(AsyncGenerator, ThatCouldNotBeCreatedFailsNext) {
  EXPECT_EQ(played([]() -> Coro<> {
              FramePool::current().fail_allocation(1);
              auto numbers = count(2);
              FramePool::current().fail_allocation(0);
              for (int n = 0; n != 2; ++n) {
                say((co_await asyncio::as_result(numbers.next())).error().name());
              }
              co_await say_all(numbers);
            }),
            "MemoryError MemoryError MemoryError");
}

TEST(AsyncGenerator, IsUnwoundOnceWhenTheLoopIsDestroyed) {
  words().clear();
  const std::size_t used_before = FramePool::current().used();
  {
    asyncio::SimPort port;
    asyncio::Loop loop(port);
    auto iterates = []() -> Coro<> {
      auto numbers = count(3, 10);
      co_await say_all(numbers);
    };
    Task<> task = loop.create_task(iterates());
    Task<> waits = loop.create_task(cleanup("", 15));
    EXPECT_TRUE(loop.run_until_complete(waits).ok());
  }
  EXPECT_EQ(words(), "{ 1 at 10  } ~count");
  EXPECT_EQ(FramePool::current().used(), used_before);
}

TEST(AsyncGenerator, OutlivesALoopThatIsDestroyed) {
  words().clear();
  {
    std::optional<AsyncGenerator<int>> numbers(count(3, 10));
    asyncio::SimPort port;
    {
      asyncio::Loop loop(port);
      Task<> task = loop.create_task(say_all(*numbers));
      Task<> waits = loop.create_task(cleanup("", 15));
      EXPECT_TRUE(loop.run_until_complete(waits).ok());
    }
    say("gone");
    asyncio::Loop loop(port);
    auto next = [](AsyncGenerator<int>& over) -> Coro<> {
      say((co_await over.next()).has_value());
    };
    EXPECT_TRUE(loop.run_until_complete(next(*numbers)).ok());
  }
  EXPECT_EQ(words(), "{ 1 at 10  } ~count gone 0");
}

[[gnu::noinline]] const void* stack_position() { return __builtin_frame_address(0); }

TEST(AsyncGenerator, KeepsTheStackFlat) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto positions = []() -> AsyncGenerator<const void*> {
                for (int n = 0; n != 10'000; ++n) co_yield stack_position();
              };
              std::set<const void*> seen;
              auto values = positions();
              while (auto position = co_await values.next()) {
                seen.insert(*position);
                seen.insert(stack_position());
              }
              say(seen.size() <= 2 ? "flat" : "grows");
            }),
            "flat ok");
}

#if UASYNCIO_EXCEPTIONS
TEST(AsyncGenerator, MayCatchAndGoOn) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto stubborn = []() -> AsyncGenerator<int> {
                for (int n = 0; n != 2; ++n) {
                  try {
                    co_await failing(1);
                  } catch (const asyncio::UserError&) {
                    say("caught");
                  }
                  co_yield n;
                }
                throw std::runtime_error("at the end");
              };
              auto numbers = stubborn();
              say(*co_await numbers.next());
              say(*co_await numbers.next());
              try {
                co_await numbers.next();
              } catch (const std::runtime_error& error) {
                say(error.what());
              }
              say((co_await numbers.next()).has_value());
            }),
            "~failing caught 0 ~failing caught 1 at the end 0 ok");
}
#endif

}  // namespace
