// SPDX-License-Identifier: MIT
// How coroutines end, with a value, without, and without the one that they should have; and how
// their frames lie in memory.
#include "uasyncio/core/promise.hpp"

#include "tests/support/scenario.hpp"

#include <memory>

using namespace scenario;
using asyncio::Coro;

namespace {

Coro<int> gives_after_a_word(int value) {
  say("runs");
  co_return value;
}

/// What an argument of a coroutine does when it goes.
struct AtItsEnd {
  void operator()(void (*act)()) const { act(); }
};
using Ending = std::unique_ptr<void(), AtItsEnd>;

Coro<> holds_until_its_end(Ending) { co_return; }

TEST(Coro, WhoAwaitsOneGoesOnWhenItsArgumentsAreGone) {
  EXPECT_EQ(played([]() -> Coro<> {
              const std::size_t before = asyncio::FramePool::current().used();
              co_await holds_until_its_end(Ending([] { say("gone"); }));
              say("on");
              EXPECT_EQ(asyncio::FramePool::current().used(), before);
            }),
            "gone on ok");
}

TEST(Coro, AnArgumentThatGoesAtTheEndMayCancelTheTask) {
  const auto cancels = [] {
    say("cancels");
    asyncio::current_task().cancel();
  };
  EXPECT_EQ(played([=]() -> Coro<> {
              co_await holds_until_its_end(Ending(cancels));
              say("on");
              co_await asyncio::sleep_ms(1);
              say("never");
            }),
            "cancels on CancelledError");
  EXPECT_EQ(played([=]() -> Coro<> {
              auto ends = asyncio::create_task(holds_until_its_end(Ending(cancels)));
              co_await ends;
              say(ends.cancelled());
            }),
            "cancels 0 ok");
}

TEST(Coro, AnArgumentThatGoesAtTheEndOfATaskMayBeginAnother) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto ends = asyncio::create_task(holds_until_its_end(Ending([] {
                asyncio::create_task([]() -> Coro<> {
                  say("another");
                  co_return;
                });
              })));
              co_await ends;
              say("on");
            }),
            "another on ok");
}

TEST(Coro, ItsEndIsSeenBelowACatchPointWithOrWithoutAValue) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto gives = holds_until_its_end(Ending([] { say("gone"); }));
              const auto nothing = co_await asyncio::as_result(std::move(gives));
              say(nothing.ok());
              const auto again = co_await asyncio::as_result(std::move(gives));
              say(again.error().text());
              co_await asyncio::wait_for(holds_until_its_end(Ending([] { say("gone"); })), 1);
              const auto value = co_await asyncio::as_result(gives_after_a_word(4));
              say(value.value());
            }),
            "gone 1 this coroutine was awaited, made a task or moved away before gone runs 4 ok");
}

#if defined(__clang__) && __clang_major__ >= 16
template <int Size>
Coro<> keeps_aligned(int* misaligned) {
  volatile char before[Size];
  before[0] = 1;
  alignas(64) unsigned char buffer[64];  // tidy-ok: GCC does not compile it
  void* volatile place = buffer;
  *misaligned += reinterpret_cast<std::uintptr_t>(place) % 64 != 0;
  buffer[63] = 1;
  co_await asyncio::sleep_ms(1);
  *misaligned += buffer[63] != before[0];
}

TEST(Coro, AlignsItsLocalVariablesAsTheyAsk) {
  int misaligned = 0;
  EXPECT_EQ(played([&misaligned]() -> Coro<> {
              for (int count = 0; count != 4; ++count) {
                asyncio::create_task(keeps_aligned<16>(&misaligned));
                asyncio::create_task(keeps_aligned<80>(&misaligned));
              }
              asyncio::FramePool::current().fail_allocation(1);
              auto lost = keeps_aligned<48>(&misaligned);
              EXPECT_FALSE(asyncio::detail::InsideCoro::of(lost).can_start());
              co_await asyncio::sleep_ms(2);
            }),
            "ok");
  EXPECT_EQ(misaligned, 0);
}
#endif

#if !defined(__clang__)  // which refuses such coroutines

Coro<int> forgets_its_value(std::string_view name, int milliseconds) {  // tidy-ok: on purpose
  Guard guard(name);
  if (milliseconds != 0) co_await asyncio::sleep_ms(milliseconds);
}

TEST(Coro, ThatEndsWithoutItsValueFailsTheAwait) {
  EXPECT_EQ(played([]() -> Coro<> {
              say(co_await error_of(forgets_its_value("a", 0)));
              say(co_await error_of(forgets_its_value("b", 5)));
              co_await asyncio::sleep_ms(1);
              say("on");
              say(co_await forgets_its_value("c", 5));
              say("never");
            }),
            "a RuntimeError b RuntimeError on c RuntimeError");
}

TEST(Coro, ThatEndsWithoutItsValueFailsItsTask) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto task = asyncio::create_task(forgets_its_value, "task", 5);
              auto [value, other] = co_await asyncio::gather_results(
                  forgets_its_value("gathered", 1), gives_after_a_word(7));
              say(value.error().name(), *other);
              say(asyncio::Error((co_await asyncio::as_result(task)).error()).name());
              co_await asyncio::wait_for(forgets_its_value("limited", 5), 1);
            }),
            "runs gathered RuntimeError 7 task RuntimeError limited RuntimeError");
}

TEST(Coro, ThatEndsWithoutItsValueIsReportedWithItsTask) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto task = asyncio::create_task({.name = "meter"}, forgets_its_value, "x", 0);
              (void)co_await asyncio::as_result(task);
#if UASYNCIO_DIAGNOSTICS
              EXPECT_EQ(sim()->transcript(),
                        "uasyncio: task 'meter': a coroutine ended without co_return\n");
#endif
            }),
            "x ok");
}

#endif

}  // namespace
