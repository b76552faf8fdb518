// SPDX-License-Identifier: MIT
// Cancellable: groups of tasks that are cancelled together.
#include "tests/support/scenario.hpp"

#include <uasyncio/compat/cancellable.hpp>

using namespace scenario;
using asyncio::Cancellable;
using asyncio::Coro;

TEST(Cancellable, CancelAllReturnsWhenAllOfTheGroupHaveEnded) {
  EXPECT_EQ(played([]() -> Coro<> {
              Cancellable one(asyncio::finally(hang("one"), cleanup("c", 3)));
              Cancellable two(hang("two"));
              Cancellable other(hang("other"), 1);
              Cancellable value(value_after(7, 0));
              co_await asyncio::sleep_ms(1);
              co_await Cancellable::cancel_all();
              say(now_ms(), value.task<int>().result());
              co_await Cancellable::cancel_all(1);
              co_await Cancellable::cancel_all(2);
              say(now_ms());
            }),
            "one { two c } 4 7 other 4 ok");
}

TEST(Cancellable, AMemberThatCancelsAllIsSpared) {
  EXPECT_EQ(played([]() -> Coro<> {
              Cancellable first(hang("first"));
              Cancellable member([]() -> Coro<> {
                co_await asyncio::sleep_ms(1);
                co_await Cancellable::cancel_all();
                say("done");
              }());
              co_await member;
            }),
            "first done ok");
}

TEST(Cancellable, TwoMembersThatCancelAllDoNotWaitForEachOther) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto cancels = []() -> Coro<> {
                co_await asyncio::sleep_ms(1);
                co_await Cancellable::cancel_all();
                say("done");
              };
              Cancellable a(cancels());
              Cancellable b(cancels());
              auto end = co_await asyncio::as_result(
                  asyncio::gather_results(a.task<void>(), b.task<void>()));
              say(now_ms(), end ? "both ended" : "?");
            }),
            "done 1 both ended ok");
}

TEST(Cancellable, TasksThatJoinMeanwhileAreSpared) {
  EXPECT_EQ(played([]() -> Coro<> {
              Cancellable slow(asyncio::finally(hang("slow"), cleanup("c", 3)));
              co_await asyncio::sleep_ms(1);
              asyncio::Loop::running()->call_later_ms(1, [] { Cancellable(hang("late")); });
              co_await Cancellable::cancel_all();
              say(now_ms());
              co_await Cancellable::cancel_all();
            }),
            "slow { c } 4 late ok");
}

TEST(Cancellable, AnExhaustedPoolIsAnError) {
  EXPECT_EQ(played([]() -> Coro<> {
              for (std::size_t n = 1; n != 4; ++n) {
                asyncio::FramePool::current().fail_allocation(n);
                Cancellable none(value_after(1, 1));
                asyncio::FramePool::current().fail_allocation(0);
                say(none.error().name());
                auto wait = [&]() -> Coro<> { co_await none; };
                say((co_await asyncio::as_result(wait())).error().name());
              }
            }),
            "MemoryError MemoryError MemoryError MemoryError MemoryError MemoryError ok");
}
