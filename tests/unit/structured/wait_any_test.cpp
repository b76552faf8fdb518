// SPDX-License-Identifier: MIT
// WaitAny: who wins, what losers keep, and what a cancel leaves behind.
#include "tests/support/scenario.hpp"

#include <uasyncio/structured/wait_all.hpp>
#include <uasyncio/structured/wait_any.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Event;
using asyncio::Task;
using asyncio::ThreadSafeFlag;
using asyncio::WaitAll;
using asyncio::WaitAny;
using asyncio::Winner;

namespace {

/// "set" if a signal is left in the flag; takes it.
Coro<> say_whether_set(ThreadSafeFlag& flag) {
  auto result = co_await asyncio::as_result(asyncio::wait_for_ms(flag.wait(), 0));
  say(result ? "set" : "unset");
}

}  // namespace

TEST(WaitAny, GivesTheMemberThatIsSetFirst) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event one, two, three;
              WaitAny any(one, two, three);
              say(any.event() ? "some" : "none");
              after(3, [&] { two.set(); });
              after(5, [&] { three.set(); });
              const Winner winner = co_await any.wait();
              say(winner.index(), winner == two ? "two" : "?", winner != one ? "not one" : "?");
              say(now_ms(), any.event() == winner ? "same" : "?");
              any.clear();
              say(two.is_set() ? "set" : "cleared");
              say((co_await any).index(), now_ms());
            }),
            "none 1 two not one 3 same cleared 2 5 ok");
}

TEST(WaitAny, OfMembersThatAreSetAlreadyTheFirstArgumentWins) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event one, two;
              ThreadSafeFlag flag;
              flag.set();
              two.set();
              say((co_await WaitAny(one, flag, two)).index());
              flag.set();
              say((co_await WaitAny(one, two, flag)).index());
              co_await say_whether_set(flag);
            }),
            "1 1 set ok");
}

TEST(WaitAny, OfTwoFlagsSetInOnePassTheOneSetFirstIsConsumed) {
  for (const bool second_first : {false, true}) {
    EXPECT_EQ(played([second_first]() -> Coro<> {
                ThreadSafeFlag a, b;
                WaitAny any(a, b);
                after(2, [&, second_first] {
                  if (second_first) b.set();
                  a.set();
                  if (!second_first) b.set();
                });
                const Winner winner = co_await any.wait();
                say(winner == a ? "a" : "b");
                co_await say_whether_set(a);
                co_await say_whether_set(b);
              }),
              second_first ? "b set unset ok" : "a unset set ok");
  }
}

TEST(WaitAny, ALosingFlagMayBeWaitedForAgain) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              ThreadSafeFlag flag;
              WaitAny any(event, flag);
              after(1, [&] { event.set(); });
              say((co_await any).index());
              event.clear();
              after(1, [&] { flag.set(); });
              say((co_await any).index(), now_ms());
            }),
            "0 1 2 ok");
}

TEST(WaitAny, ManyTasksMayWaitOnOne) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              ThreadSafeFlag flag;
              WaitAny any(event, flag);
              auto waits = [&any](const char* name) -> Coro<> {
                say(name, (co_await any.wait()).index());
              };
              Task<> a = asyncio::create_task(waits, "a");
              Task<> b = asyncio::create_task(waits, "b");
              Task<> c = asyncio::create_task(waits, "c");
              co_await asyncio::sleep_ms(1);
              flag.set();
              co_await asyncio::sleep_ms(1);
              event.set();
              co_await asyncio::gather(a, b, c);
            }),
            "a 1 b 0 c 0 ok");
}

TEST(WaitAny, NestsWithWaitAnyAndWaitAll) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event a, b, c;
              WaitAll both(a, b);
              WaitAny any(both, c);
              a.set();
              after(2, [&] { b.set(); });
              const Winner winner = co_await any.wait();
              say(winner == both ? "both" : "?", now_ms());
              any.clear();
              after(1, [&] { c.set(); });
              say((co_await WaitAny(WaitAll(a, b), c)).index(), now_ms());
              c.clear();
              WaitAny inner(b, c);
              after(1, [&] { c.set(); });
              say((co_await WaitAny(a, inner)).index(), inner.event() == c ? "c" : "?");
            }),
            "both 2 1 3 1 c ok");
}

TEST(WaitAny, CancelAtEveryPointLosesNoSignal) {
  // Steps of the loop between the set and the cancel; in the end the wait is over.
  for (int steps = 0; steps != 8; ++steps) {
    SCOPED_TRACE(steps);
    const std::string text = played([steps]() -> Coro<> {
      ThreadSafeFlag flag;
      Event other;
      bool has_won = false;
      Task<> waiter = asyncio::create_task([&]() -> Coro<> {
        const Winner winner = co_await WaitAny(other, WaitAny(flag, other));
        has_won = winner.index() == 1;
      });
      co_await asyncio::sleep_ms(1);
      flag.set();
      for (int i = 0; i != steps; ++i) co_await asyncio::sleep_ms(0);
      co_await asyncio::cancel_and_wait(waiter);
      auto left = co_await asyncio::as_result(asyncio::wait_for_ms(flag.wait(), 1));
      EXPECT_NE(left.ok(), has_won);
      say(has_won ? "won" : "given back");
    });
    EXPECT_EQ(text, steps == 7 ? "won ok" : text);
    if (steps == 0) {
      EXPECT_EQ(text, "given back ok");
    }
  }
}

TEST(WaitAny, ATimeOutRacingWithASetLosesNoSignal) {
  for (int limit = 1; limit != 4; ++limit) {
    const std::string text = played([limit]() -> Coro<> {
      ThreadSafeFlag flag;
      Event other;
      after(2, [&] { flag.set(); });
      auto result =
          co_await asyncio::as_result(asyncio::wait_for_ms(WaitAny(flag, other).wait(), limit));
      co_await asyncio::sleep_ms(3);
      auto left = co_await asyncio::as_result(asyncio::wait_for_ms(flag.wait(), 1));
      EXPECT_NE(left.ok(), result.ok());
      say(result.error().name());
    });
    if (limit == 1) {
      EXPECT_EQ(text, "TimeoutError ok");
    }
    if (limit == 3) {
      EXPECT_EQ(text, "no error ok");
    }
  }
}

TEST(WaitAny, AnExhaustedPoolIsAMemoryErrorAndConsumesNothing) {
  bool has_failed = true;
  for (std::size_t n = 1; has_failed; ++n) {
    SCOPED_TRACE(n);
    const std::size_t failures = asyncio::FramePool::current().failures();
    const std::string text = played([n]() -> Coro<> {
      ThreadSafeFlag flag;
      Event event;
      flag.set();
      asyncio::FramePool::current().fail_allocation(n);
      auto wait = [&]() -> Coro<> { (void)co_await WaitAny(event, flag, WaitAny(event)); };
      auto result = co_await asyncio::as_result(wait());
      asyncio::FramePool::current().fail_allocation(0);
      say(result.error().name());
      co_await say_whether_set(flag);
    });
    has_failed = asyncio::FramePool::current().failures() != failures;
    EXPECT_EQ(text, has_failed ? "MemoryError set ok" : "no error unset ok");
  }
}

TEST(WaitAny, AMemberThatIsDestroyedMakesTheWaitFail) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event lasting;
              std::optional<Event> event(std::in_place);
              after(1, [&] { event.reset(); });
              say(co_await error_of(WaitAny(lasting, *event).wait()));
            }),
            "CancelledError ok");
}

TEST(WaitAny, TheLoopMayEndOrBeDestroyedInTheMiddle) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task([]() -> Coro<> {
                Guard guard("waiter");
                ThreadSafeFlag flag;
                Event event;
                (void)co_await WaitAny(flag, event);
              });
              co_await asyncio::sleep_ms(1);
            }),
            "ok waiter");
  words().clear();
  {
    asyncio::SimPort port;
    asyncio::Loop loop(port);
    auto make = []() -> Coro<> {
      asyncio::create_task([]() -> Coro<> {
        Guard guard("waiter");
        ThreadSafeFlag flag;
        Event event;
        flag.set();
        (void)co_await WaitAny(flag, event);
      });
      co_await asyncio::sleep_ms(0);
      co_await asyncio::sleep_ms(0);
    };
    EXPECT_TRUE(loop.run_until_complete(make()));
  }
  EXPECT_EQ(asyncio::FramePool::current().used(), 0u);
  EXPECT_EQ(words(), "waiter");
}

// The original reports the last of several that are set at once.
TEST(OriginalDefectsOfWaitAny, SeveralSetAtOnceReportTheFirst) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event one, two, three;
              WaitAny any(one, two, three);
              after(1, [&] {
                one.set();
                two.set();
                three.set();
              });
              say((co_await any).index());
            }),
            "0 ok");
}

// In the original a second waiting task takes the place of the first, which waits for ever.
TEST(OriginalDefectsOfWaitAny, ASecondWaiterDoesNotReplaceTheFirst) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              WaitAny any(event);
              after(1, [&] { event.set(); });
              auto [first, second] = co_await asyncio::gather(any.wait(), any.wait());
              say(first.index(), second.index());
            }),
            "0 0 ok");
}

// The published example of the original clears the tuple of members and would fail.
TEST(OriginalDefectsOfWaitAny, ClearClearsEachMember) {
  Event one, two;
  WaitAny any(one, two);
  one.set();
  two.set();
  any.clear();
  EXPECT_FALSE(one.is_set() || two.is_set());
}
