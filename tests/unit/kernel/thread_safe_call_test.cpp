// SPDX-License-Identifier: MIT
// Loop::call_soon_threadsafe: order, interrupts at any point, loops that close.
#include "tests/support/scenario.hpp"

#include <memory>
#include <string>
#include <uasyncio/core/loop.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Loop;

namespace {

TEST(CallSoonThreadsafe, AnInterruptLetsASleepingLoopCallInOrder) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop& loop = *Loop::running();
              sim()->at(5'000, [&loop] {
                for (int n = 1; n != 4; ++n) {
                  EXPECT_TRUE(loop.call_soon_threadsafe([](int its) { say(its, now_ms()); }, n));
                }
                say("interrupt");
              });
              co_await asyncio::sleep_ms(10);
            }),
            "interrupt 1 5 2 5 3 5 ok");
}

TEST(CallSoonThreadsafe, ACoroutineFunctionBecomesATaskAndMoveOnlyArgumentsAreMoved) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop& loop = *Loop::running();
              loop.call_soon_threadsafe(
                  [](std::unique_ptr<int>& number) -> Coro<> {
                    co_await asyncio::sleep_ms(1);
                    say(*number, now_ms());
                  },
                  std::make_unique<int>(7));
              co_await asyncio::sleep_ms(10);
            }),
            "7 1 ok");
}

TEST(CallSoonThreadsafe, MoreThanEightCallsAreMadeInOrderOnTheHost) {
  std::string expected;
  for (int n = 0; n != 30; ++n) expected += std::to_string(n) + ' ';
  EXPECT_EQ(played([]() -> Coro<> {
              for (int n = 0; n != 30; ++n) {
                EXPECT_TRUE(Loop::running()->call_soon_threadsafe([](int its) { say(its); }, n));
              }
              co_await asyncio::sleep_ms(1);
            }),
            expected + "ok");
}

TEST(CallSoonThreadsafe, AFailureGoesToTheExceptionHandlerAndSoDoesACallWithoutRoom) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop& loop = *Loop::running();
              loop.set_exception_handler([](Loop&, const asyncio::ExceptionContext& context) {
                say(context.error.name());
              });
              loop.call_soon_threadsafe([] { return failing(0, asyncio::Error::user(1)); });
              co_await asyncio::sleep_ms(1);
              for (std::size_t n = 1; n != 3; ++n) {
                loop.call_soon_threadsafe([] { say("never"); });
                asyncio::FramePool::current().fail_allocation(n);
                co_await asyncio::sleep_ms(1);
              }
            }),
            "~failing UserError MemoryError MemoryError ok");
}

TEST(CallSoonThreadsafe, ALoopThatIsDestroyedDropsTheCalls) {
  words().clear();
  const auto held = std::make_shared<int>(1);
  {
    asyncio::SimPort port;
    Loop loop(port);
    for (int n = 0; n != 12; ++n) {
      EXPECT_TRUE(loop.call_soon_threadsafe([held] { say("never"); }));
    }
  }
  EXPECT_EQ(words(), "");
  EXPECT_EQ(held.use_count(), 1);
}

unsigned play_with_interrupt_at(unsigned point) {
  unsigned points = 0;
  played([&]() -> Coro<> {
    Loop& loop = *Loop::running();
    int calls = 0;
    int asked = 0;
    const auto ask = [&] {
      if (loop.call_soon_threadsafe([&calls] { ++calls; })) ++asked;
    };
    sim()->at_interrupt_point(point, [&] {
      ask();
      ask();
    });
    for (int n = 0; n != 3; ++n) {
      ask();
      co_await asyncio::sleep_ms(1);
    }
    points = sim()->interrupt_points();
    sim()->at_interrupt_point(0, nullptr);
    co_await asyncio::sleep_ms(1);
    EXPECT_EQ(calls, asked) << "interrupt at " << point;
  });
  return points;
}

TEST(CallSoonThreadsafe, AnInterruptAtAnyPointIsNotLost) {
  const unsigned points = play_with_interrupt_at(1'000'000);
  EXPECT_GT(points, 8u);
  for (unsigned point = 1; point <= points; ++point) play_with_interrupt_at(point);
}

}  // namespace
