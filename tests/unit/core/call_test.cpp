// SPDX-License-Identifier: MIT
// call_soon and its relatives: plain callables in the order of tasks and timers.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Loop;
using asyncio::Task;

namespace {

TEST(Call, SoonIsInOrderWithTasks) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop& loop = *Loop::running();
              loop.call_soon([](int n) { say(n); }, 1);
              asyncio::create_task(says("task"));
              loop.call_soon([](int n) { say(n); }, 2);
              say("main");
              co_await asyncio::sleep_ms(0);
            }),
            "main 1 task 2 ok");
}

TEST(Call, LaterIsInOrderWithSleeps) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop& loop = *Loop::running();
              const auto says = [](const char* text) { say(text, now_ms()); };
              loop.call_later_ms(5, says, "b");
              loop.call_later(0.002, says, "a");
              loop.call_at(5000, says, "c");
              loop.call_later_ms(-1, says, "now");
              loop.call_at(loop.time() - 5000, says, "past");
              co_await asyncio::sleep_ms(5);
              say("main");
            }),
            "now 0 past 0 a 2 b 5 c 5 main ok");
}

TEST(Call, AtThisInstantIsInOrderWithTasks) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop& loop = *Loop::running();
              loop.call_at(loop.time(), [] { say("call"); });
              asyncio::create_task(says("task"));
              co_await asyncio::sleep_ms(1);
            }),
            "call task ok");
}

TEST(Call, CancelledInTimeIsNotMade) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop& loop = *Loop::running();
              const auto never = [] { say("never"); };
              EXPECT_TRUE(loop.call_soon(never).cancel());
              EXPECT_TRUE(loop.call_later_ms(1, never).cancel());
              EXPECT_TRUE(loop.call_after_ms(1, never).cancel());
              Task<> done = loop.call_soon([] { say("done"); });
              co_await asyncio::sleep_ms(5);
              EXPECT_FALSE(done.cancel());
            }),
            "done ok");
}

TEST(Call, AHugeDelayIsForEver) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop& loop = *Loop::running();
              loop.call_later(1e30, [] { say("later"); });
              loop.call_after(1e30, [] { say("after"); });
              loop.call_later_ms(~std::uint64_t{0}, [] { say("later_ms"); });
              loop.call_after_ms(~std::uint64_t{0}, [] { say("after_ms"); });
              co_await asyncio::sleep(1'000'000);
            }),
            "ok");
}

TEST(Call, AfterWaitsUntilNothingElseIsReady) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop& loop = *Loop::running();
              loop.call_after(0.001, [] { say("low", now_ms()); });
              loop.call_later(0.001, [] { say("normal", now_ms()); });
              co_await asyncio::sleep_ms(5);
            }),
            "normal 1 low 1 ok");
}

#if UASYNCIO_EXCEPTIONS
TEST(Call, ThatThrowsIsReported) {
  EXPECT_EQ(
      played([]() -> Coro<> {
        Loop::running()->set_exception_handler(
            [](Loop&, const asyncio::ExceptionContext& context) { say(context.error.name()); });
        Loop::running()->call_soon([] { throw asyncio::ValueError(); });
        co_await asyncio::sleep_ms(5);
      }),
      "ValueError ok");
}
#endif

}  // namespace
