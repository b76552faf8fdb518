// SPDX-License-Identifier: MIT
// Timeout: a limit that can be moved; wait_until.
#include "tests/support/scenario.hpp"

#include <uasyncio/structured/timeout.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Task;
using asyncio::Timeout;
using asyncio::with;

TEST(Timeout, GivesTheValueInTime) {
  EXPECT_EQ(played([]() -> Coro<> {
              Timeout timeout(0.005);
              say(co_await with(timeout, []() -> Coro<int> { return value_after(4, 3); }));
              say(timeout.expired() ? "expired" : "in time");
              say(co_await with(Timeout(5ms), []() -> Coro<int> { return value_after(5, 3); }));
              say(co_await with(Timeout(std::nullopt), [](Timeout& none) -> Coro<int> {
                say(none.when() ? "limit" : "none");
                return value_after(6, 3000);
              }));
            }),
            "4 in time 5 none 6 ok");
}

TEST(Timeout, CancelsAndWaitsThenFailsWithTimeoutError) {
  EXPECT_EQ(played([]() -> Coro<> {
              Timeout timeout(5ms);
              auto body = [&]() -> Coro<> {
                co_await with(timeout, [&]() -> Coro<> {
                  say(*timeout.when());
                  co_await asyncio::finally(hang("inner"), cleanup("c", 2));
                });
                say("never");
              };
              say(co_await error_of(body()), now_ms(), timeout.expired() ? "expired" : "in time");
            }),
            "5000 inner { c } TimeoutError 7 expired ok");
}

TEST(Timeout, CanBeMovedWhileItRuns) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto body = [](Timeout& t) -> Coro<> {
                co_await asyncio::sleep_ms(4);
                say(t.reschedule(10ms) ? "later" : "no");
                co_await asyncio::sleep_ms(9);
                say(t.reschedule(std::nullopt) ? "never" : "no");
                co_await asyncio::sleep_ms(100);
                say(t.reschedule(0) ? "now" : "no");
                co_await hang("h");
              };
              say(co_await error_of(with(Timeout(5ms), body)), now_ms());
            }),
            "later never now h TimeoutError 113 ok");
}

TEST(Timeout, CanBeMovedFromOutsideUntilItHasStruck) {
  EXPECT_EQ(played([]() -> Coro<> {
              Timeout timeout(1);
              say(timeout.when() ? "known" : "unknown");
              asyncio::Loop::running()->call_later_ms(2, [&] { timeout.reschedule(1ms); });
              auto result = co_await asyncio::as_result(with(timeout, [&]() -> Coro<> {
                (void)co_await asyncio::as_outcome(hang("swallowed"));
                say(timeout.reschedule(5) ? "moved" : "too late");
              }));
              say(result.error().name(), now_ms(), timeout.reschedule(5) ? "moved" : "over");
              auto again = co_await asyncio::as_result(with(timeout, []() -> Coro<> {
                say("never");
                co_return;
              }));
              say(again.error().name());
            }),
            "unknown swallowed too late TimeoutError 3 over RuntimeError ok");
}

TEST(Timeout, AtAnInstant) {
  EXPECT_EQ(played([]() -> Coro<> {
              co_await asyncio::sleep_ms(3);
              Timeout timeout = asyncio::timeout_at(8000);
              say(*timeout.when());
              auto late = co_await asyncio::as_result(with(timeout, [] { return hang("h"); }));
              say(late.error().name(), now_ms());
              // An instant that has passed: the body runs to its first suspension.
              auto past = co_await asyncio::as_result(
                  with(asyncio::timeout_at(2000), [] { return hang("p"); }));
              say(past.error().name(), now_ms());
              const asyncio::Time before_the_start = asyncio::Loop::running()->time() - 20'000;
              say(co_await error_of(asyncio::wait_until(hang("b"), before_the_start)), now_ms());
              say(co_await error_of(asyncio::wait_until(hang("u"), 9000)), now_ms());
              say(co_await asyncio::wait_until(value_after(5, 1), 99000));
              asyncio::Event event;
              say(co_await error_of(asyncio::wait_until(event.wait(), 12000)), now_ms());
            }),
            "8000 h TimeoutError 8 p TimeoutError 8 b TimeoutError 8 u TimeoutError 9 5 "
            "TimeoutError 12 ok");
}

TEST(Timeout, NestsWithWaitForTheOuterWinsInOnePass) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto inner = []() -> Coro<> {
                (void)co_await asyncio::as_result(with(Timeout(5ms), [] { return hang("inner"); }));
                co_await hang("later");
              };
              say(co_await error_of(asyncio::wait_for_ms(inner(), 5)), now_ms());
            }),
            "inner TimeoutError 5 ok");
}

TEST(Timeout, ACancelBeatsItAndStopsTheTimer) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto limited = []() -> Coro<> {
                co_await with(Timeout(5ms), [] { return hang("in"); });
              };
              Task<> task = asyncio::create_task(limited);
              co_await asyncio::sleep_ms(1);
              say((co_await asyncio::cancel_and_wait(task)).name());
              co_await pauses(20);
            }),
            "in CancelledError ok");
}

TEST(Timeout, FailuresOfTheBodyAndOfThePoolPass) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto fails = co_await asyncio::as_result(with(Timeout(5), [] { return failing(1); }));
              say(fails.error().name());
              for (std::size_t n = 1; n != 4; ++n) {
                asyncio::FramePool::current().fail_allocation(n);
                auto run = []() -> Coro<> {
                  say(co_await with(Timeout(5), [] { return value_after(1, 1); }));
                };
                auto none = co_await asyncio::as_result(run());
                say(none.error().name());
                asyncio::FramePool::current().fail_allocation(0);
              }
            }),
            "~failing UserError MemoryError MemoryError MemoryError ok");
}

TEST(Timeout, TheLoopMayBeDestroyedInTheMiddle) {
  {
    asyncio::SimPort port;
    asyncio::Loop loop(port);
    auto make = []() -> Coro<> {
      asyncio::create_task(
          []() -> Coro<> { co_await with(Timeout(5), [] { return pauses(100'000); }); });
      co_await asyncio::sleep_ms(1);
    };
    EXPECT_TRUE(loop.run_until_complete(make()));
  }
  EXPECT_EQ(asyncio::FramePool::current().used(), 0u);
}
