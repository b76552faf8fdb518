// SPDX-License-Identifier: MIT
// Scripts wait_for, wait_for_fwd and wait_for_linked_task.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Loop;
using asyncio::Task;

namespace {

/// Sleeps, and says what became of that. `ignores` is how many cancels it swallows.
Coro<int> target(int number, int milliseconds, int ignores = 0) {
  say("start", number);
  for (;;) {
    auto outcome = co_await asyncio::as_outcome(asyncio::sleep_ms(milliseconds));
    if (!outcome.cancelled()) break;
    say("cancelled");
    if (ignores-- == 0) co_await asyncio::pass_on(std::move(outcome));
  }
  say("end", number);
  co_return 10 * number;
}

Coro<int> failing_target() {
  say("start");
  co_await asyncio::fail(Error::value);
  co_return 0;
}

template <class Awaitable, class Limit>
Coro<> say_wait(Awaitable awaitable, Limit limit) {
  auto result = co_await asyncio::as_result(asyncio::wait_for(std::move(awaitable), limit));
  say(result.ok() ? std::to_string(result.value()) : std::string(result.error().name()), now_ms());
}

}  // namespace

TEST(WaitForScript, SuccessAndTimeOut) {
  EXPECT_EQ(played([]() -> Coro<> {
              co_await say_wait(target(1, 10), 1);
              co_await say_wait(target(2, 10'000), 0.1);
            }),
            "start 1 end 1 10 10 start 2 cancelled TimeoutError 110 ok");
}

TEST(WaitForScript, ATargetThatIgnoresTheCancelDelaysTheTimeoutError) {
  EXPECT_EQ(played([]() -> Coro<> { co_await say_wait(target(3, 50, 1), 0.02); }),
            "start 3 cancelled end 3 TimeoutError 70 ok");
}

TEST(WaitForScript, ATargetThatFails) {
  EXPECT_EQ(played([]() -> Coro<> { co_await say_wait(failing_target(), 1); }),
            "start ValueError 0 ok");
}

TEST(WaitForScript, NoneIsNoLimit) {
  EXPECT_EQ(played([]() -> Coro<> { co_await say_wait(target(4, 100'000), std::nullopt); }),
            "start 4 end 4 40 100000 ok");
}

TEST(WaitForScript, ATargetCancelledByAnother) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<int> task = asyncio::create_task(target(5, 10'000));
              Loop::running()->call_later_ms(5, [task] { task.cancel(); });
              co_await say_wait(task, 1);
            }),
            "start 5 cancelled CancelledError 5 ok");
}

TEST(WaitForScript, AWaitForThatIsCancelled) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(say_wait(target(6, 10'000), 1));
              co_await asyncio::sleep_ms(5);
              say((co_await asyncio::cancel_and_wait(task)).name(), now_ms());
            }),
            "start 6 cancelled CancelledError 5 ok");
}

TEST(WaitForScript, ACancelOfAWaitForWhoseTargetIgnoresItIsConsumed) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(say_wait(target(7, 20, 1), 1));
              co_await asyncio::sleep_ms(5);
              task.cancel();
              say(co_await error_of(task));
            }),
            "start 7 cancelled end 7 70 25 no error ok");
}

namespace {

/// A target of 10 ms with a limit of 100 ms, cancelled after `cancel_at` ms.
std::string cancelled_at(int cancel_at) {
  return played([cancel_at]() {
    auto main = [](int at) -> Coro<> {
      Task<> task = asyncio::create_task(say_wait(target(8, 10), 0.1));
      co_await asyncio::sleep_ms(at);
      const bool is_asked = task.cancel();
      auto result = co_await asyncio::as_result(task);
      say(is_asked ? "asked" : "too-late", result.error().name());
    };
    return main(cancel_at);
  });
}

}  // namespace

// At 10 ms both are due; the canceller began to sleep earlier and so has the first turn.
TEST(WaitForScript, ACancelAroundTheEndOfTheTargetWinsUnlessTheTargetHasEnded) {
  EXPECT_EQ(cancelled_at(0), "start 8 cancelled asked CancelledError ok");
  EXPECT_EQ(cancelled_at(9), "start 8 cancelled asked CancelledError ok");
  EXPECT_EQ(cancelled_at(10), "start 8 cancelled asked CancelledError ok");
  EXPECT_EQ(cancelled_at(11), "start 8 end 8 80 10 too-late no error ok");
}

namespace {

/// Awaits `child` with a limit. Each of the two may or may not catch its cancellation.
Coro<> awaiting(Task<> child, bool catches) {
  auto outcome = co_await asyncio::as_outcome(asyncio::wait_for(child, 2));
  say(outcome.cancelled() ? "waiter-cancelled" : outcome.ok() ? "waiter-ok" : "waiter-failed");
  if (!catches) co_await asyncio::pass_on(std::move(outcome));
  say("waiter-end");
}

Coro<> awaited(bool catches) {
  auto outcome = co_await asyncio::as_outcome(asyncio::sleep(1));
  say(outcome.cancelled() ? "child-cancelled" : "child-ok");
  if (!catches) co_await asyncio::pass_on(std::move(outcome));
  say("child-end");
}

std::string forwarded(bool child_catches, bool waiter_catches) {
  return played([=]() {
    auto main = [](bool child_does, bool waiter_does) -> Coro<> {
      Task<> child = asyncio::create_task(awaited(child_does));
      Task<> waiter = asyncio::create_task(awaiting(child, waiter_does));
      co_await asyncio::sleep_ms(100);
      waiter.cancel();
      say(co_await error_of(waiter), child.cancelled());
    };
    return main(child_catches, waiter_catches);
  });
}

}  // namespace

TEST(WaitForFwdScript, ACancelGoesThroughWaitForToTheTaskInTheFourCases) {
  EXPECT_EQ(forwarded(false, false), "child-cancelled waiter-cancelled CancelledError 1 ok");
  EXPECT_EQ(forwarded(false, true), "child-cancelled waiter-cancelled waiter-end no error 1 ok");
  EXPECT_EQ(forwarded(true, false), "child-cancelled child-end waiter-ok waiter-end no error 0 ok");
  EXPECT_EQ(forwarded(true, true), "child-cancelled child-end waiter-ok waiter-end no error 0 ok");
}

TEST(WaitForLinkedTaskScript, WhoWaitsForMainIsWokenWhenMainEnds) {
  words().clear();
  asyncio::SimPort port;
  Loop loop(port);
  auto main = []() -> Coro<> {
    co_await asyncio::sleep_ms(10);
    say("main-end");
  };
  Task<> main_task = loop.create_task(main());
  auto linked = [](Task<> task, std::string_view name) -> Coro<> {
    co_await asyncio::wait_for(task, 1);
    say(name, now_ms());
  };
  Task<> one = loop.create_task(linked(main_task, "one"));
  Task<> two = loop.create_task(linked(main_task, "two"));
  EXPECT_TRUE(loop.run_until_complete(main_task));
  say("|");
  EXPECT_TRUE(loop.run_until_complete(one));
  EXPECT_TRUE(loop.run_until_complete(two));
  EXPECT_EQ(words(), "main-end | one 10 two 10");
}
