// SPDX-License-Identifier: MIT
// Coro: lazy, awaited once, its arguments and values.
#include "uasyncio/core/coro.hpp"

#include "tests/support/scenario.hpp"

#include <memory>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;

namespace {

Coro<int> said_value(int value) {
  say("runs");
  co_return value;
}

TEST(Coro, DoesNothingUntilItIsAwaited) {
  EXPECT_EQ(played([]() -> Coro<> {
              Coro<int> coro = said_value(3);
              say("made");
              const int value = co_await std::move(coro);
              say(value);
            }),
            "made runs 3 ok");
}

TEST(Coro, ThatIsNeverAwaitedFreesItsArguments) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto owner = std::make_shared<int>(1);
              auto takes = [](std::shared_ptr<int>) -> Coro<> { co_return; };
              {
                Coro<> coro = takes(owner);
                EXPECT_EQ(owner.use_count(), 2);
              }
              EXPECT_EQ(owner.use_count(), 1);
              co_return;
            }),
            "ok");
}

TEST(Coro, ThatWasMovedFromFailsWhenItIsAwaited) {
  EXPECT_EQ(played([]() -> Coro<> {
              Coro<int> first = said_value(1);
              Coro<int> second = std::move(first);
              const auto result = co_await asyncio::as_result(std::move(first));
              say(result.error().name());
              EXPECT_STREQ(result.error().text(),
                           "this coroutine was awaited, made a task or moved away before");
              const Error why = asyncio::create_task(std::move(first)).error();
              EXPECT_EQ(why, Error::runtime);
              EXPECT_STREQ(why.text(),
                           "its coroutine was awaited, made a task or moved away before");
              say(co_await std::move(second));
              co_await std::move(first);
            }),
            "RuntimeError runs 1 RuntimeError");
}

TEST(Coro, IsAwaitedOnceWhateverItsEnd) {
  EXPECT_EQ(played([]() -> Coro<> {
              Coro<int> value = said_value(1);
              say(co_await std::move(value));
              Coro<> fails = failing(0);
              (void)co_await asyncio::as_result(std::move(fails));
              Coro<> nothing = asyncio::detail::as_coro(asyncio::sleep_ms(0));
              co_await std::move(nothing);
              say((co_await asyncio::as_result(std::move(value))).error().text());
              say((co_await asyncio::as_result(std::move(fails))).error().name());
              say((co_await asyncio::as_result(std::move(nothing))).error().name());
            }),
            "runs 1 ~failing this coroutine was awaited, made a task or moved away before "
            "RuntimeError RuntimeError ok");
}

TEST(Coro, ThatGotNoMemoryFailsWhenItIsAwaited) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::FramePool::current().fail_allocation(1);
              Coro<int> coro = said_value(1);
              EXPECT_FALSE(asyncio::detail::InsideCoro::of(coro).can_start());
              co_await std::move(coro);
            }),
            "MemoryError");
}

TEST(Coro, GivesValuesOfAnyMovableType) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto owned = []() -> Coro<std::unique_ptr<int>> {
                co_await asyncio::sleep_ms(1);
                co_return std::make_unique<int>(5);
              };
              auto text = []() -> Coro<std::string> { co_return "a text"; };
              const std::unique_ptr<int> pointer = co_await owned();
              say(*pointer);
              say(co_await text());
            }),
            "5 a text ok");
}

TEST(Coro, ArgumentsByReferenceReferToTheCallersObjects) {
  EXPECT_EQ(played([]() -> Coro<> {
              int counter = 0;
              auto counts = [](int& value) -> Coro<> {
                co_await asyncio::sleep_ms(1);
                ++value;
              };
              co_await counts(counter);
              co_await counts(counter);
              say(counter);
            }),
            "2 ok");
}

Coro<int> depth_of(int depth) {
  if (depth == 0) co_return 0;
  co_return 1 + co_await depth_of(depth - 1);
}

TEST(Coro, NestsAHundredThousandDeepOnAFlatStack) {
  EXPECT_EQ(played([]() -> Coro<> { say(co_await depth_of(100'000)); }), "100000 ok");
}

TEST(Coro, AwaitingReadyCoroutinesInALoopDoesNotYield) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task(says("other"));
              int sum = 0;
              auto one = []() -> Coro<int> { co_return 1; };
              for (int turn = 0; turn != 10'000; ++turn) sum += co_await one();
              say(sum);
              co_await asyncio::sleep_ms(0);
            }),
            "10000 other ok");
}

}  // namespace
