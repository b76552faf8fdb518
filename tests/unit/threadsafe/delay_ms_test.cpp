// SPDX-License-Identifier: MIT
// Delay_ms: micropython-async's scenarios, triggers from everywhere, callbacks of all kinds.
#include "tests/support/scenario.hpp"

#include <algorithm>
#include <memory>
#include <uasyncio/threadsafe/delay_ms.hpp>
#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::Delay_ms;
using asyncio::Task;

namespace {

Coro<> waiter(asyncio::DelayBase* delay, int number) {
  Guard guard("~" + std::to_string(number));
  co_await delay->wait();
  say(number, now_ms());
}

void shout() { say("called", now_ms()); }

// --- The six scenarios of micropython-async's delay_test -----------------------------------------

TEST(DelayMsScenarios, AnInterruptThatRetriggersHoldsItOff) {
  EXPECT_EQ(played([]() -> Coro<> {
              Delay_ms delay(shout, 5'000);
              delay.trigger();
              for (asyncio::Time ms = 1'000; ms <= 10'000; ms += 1'000) {
                sim()->at(ms * 1'000, [&delay] { delay.trigger(5'000); });
              }
              co_await asyncio::sleep(20);
            }),
            "called 15000 ok");
}

TEST(DelayMsScenarios, StopPreventsTheCallAndTheValueIsKept) {
  EXPECT_EQ(played([]() -> Coro<> {
              Delay_ms delay([] { return 42; }, 3'000);
              delay.trigger();
              co_await asyncio::sleep(2);
              delay.stop();
              say(delay.running());
              co_await asyncio::sleep(2);
              say(delay.rvalue().has_value());
              delay.trigger();
              co_await asyncio::sleep(4);
              say(delay.running(), *delay.rvalue());
            }),
            "0 0 0 42 ok");
}

TEST(DelayMsScenarios, ATriggerMayShortenIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              Delay_ms delay(shout);
              delay.trigger(10'000);
              co_await asyncio::sleep(1);
              delay.trigger(3'000);
              co_await asyncio::sleep(20);
            }),
            "called 4000 ok");
}

TEST(DelayMsScenarios, TheConstructorsTimeIsTheDefault) {
  EXPECT_EQ(played([]() -> Coro<> {
              Delay_ms delay(shout, 5'000);
              delay.trigger();
              co_await asyncio::sleep(4);
              delay.trigger();
              co_await asyncio::sleep(20);
            }),
            "called 9000 ok");
}

TEST(DelayMsScenarios, ACoroutineFunctionBecomesATaskThatIsCancelledOrAwaited) {
  EXPECT_EQ(played([]() -> Coro<> {
              Delay_ms delay([] { return value_after(7, 5'000); }, 1'000);
              delay.trigger();
              co_await asyncio::sleep(2);
              say(delay.task().cancel());
              co_await asyncio::sleep(10);
              say(delay.task().cancelled());
              delay.trigger(3'000);
              say(static_cast<bool>(delay.task()));
              co_await delay.wait();
              say(now_ms());
              co_await asyncio::sleep_ms(0);
              say(co_await delay.task(), now_ms(), delay.rvalue().has_value());
            }),
            "1 1 0 15000 7 20000 0 ok");
}

TEST(DelayMsScenarios, ATriggerAfterDeinitHasNoEffect) {
  EXPECT_EQ(played([]() -> Coro<> {
              Delay_ms delay(shout, 1'000);
              delay.trigger();
              delay.deinit();
              say(delay.trigger(), delay.running());
              co_await asyncio::sleep(5);
            }),
            "0 0 ok");
}

// --- Defects of the original ---------------------------------------------------------------------

// The original's timer task is woken by a flag: trigger and stop without a yield between them fire.
TEST(OriginalDefectsOfDelayMs, TriggerThenStopDoesNotFire) {
  EXPECT_EQ(played([]() -> Coro<> {
              Delay_ms delay(shout, 10);
              delay.trigger();
              say(delay.running());
              delay.stop();
              say(delay.running());
              co_await asyncio::sleep(1);
              say(delay.is_set());
            }),
            "1 0 0 ok");
}

// The original leaves the event set, so that the next wait returns at once.
TEST(OriginalDefectsOfDelayMs, TriggerClearsTheEventOfTheTimeOutBefore) {
  EXPECT_EQ(played([]() -> Coro<> {
              Delay_ms delay(10);
              delay.trigger();
              co_await delay.wait();
              say(now_ms(), delay.is_set());
              delay.trigger();
              say(delay.is_set());
              co_await delay.wait();
              say(now_ms());
            }),
            "10 1 0 20 ok");
}

// The original documents a third argument `can_alloc` where its code has the duration.
TEST(OriginalDefectsOfDelayMs, TheSecondArgumentIsTheDuration) {
  EXPECT_EQ(played([]() -> Coro<> {
              Delay_ms delay(asyncio::Callback<>(shout), 250);
              delay.trigger();
              co_await asyncio::sleep(1);
            }),
            "called 250 ok");
}

// --- Time-outs -----------------------------------------------------------------------------------

TEST(DelayMs, TheDefaultIsOneSecondAndItFiresOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              Delay_ms<> delay;
              say(delay(), delay.is_set());
              delay.trigger();
              say(delay());
              co_await delay.wait();
              say(now_ms(), delay(), delay.is_set());
              co_await delay.wait();
              delay.clear();
              say(delay.is_set());
              say(co_await error_of(asyncio::wait_for(delay.wait(), 5)));
            }),
            "0 0 1 1000 0 1 0 TimeoutError ok");
}

TEST(DelayMs, TheCallComesFirstThenTheWaitersInOrder) {
  EXPECT_EQ(played([]() -> Coro<> {
              Delay_ms delay(shout, 10);
              for (int n = 1; n != 4; ++n) asyncio::create_task(waiter(&delay, n));
              co_await asyncio::sleep_ms(0);
              delay.trigger();
              co_await asyncio::sleep_ms(50);
            }),
            "called 10 1 10 ~1 2 10 ~2 3 10 ~3 ok");
}

TEST(DelayMs, WaitersGoOnWaitingWhenItIsPutOffOrStopped) {
  EXPECT_EQ(played([]() -> Coro<> {
              Delay_ms delay(10);
              delay.trigger();
              Task<> task = asyncio::create_task(waiter(&delay, 1));
              co_await asyncio::sleep_ms(5);
              delay.trigger();
              co_await asyncio::sleep_ms(5);
              delay.stop();
              co_await asyncio::sleep_ms(50);
              delay.trigger();
              co_await task;
            }),
            "1 70 ~1 ok");
}

TEST(DelayMs, ACancelledWaiterLeavesNoTrace) {
  EXPECT_EQ(played([]() -> Coro<> {
              Delay_ms delay(10);
              delay.trigger();
              Task<> first = asyncio::create_task(waiter(&delay, 1));
              Task<> second = asyncio::create_task(waiter(&delay, 2));
              co_await asyncio::sleep_ms(5);
              first.cancel();
              co_await second;
            }),
            "~1 2 10 ~2 ok");
}

TEST(DelayMs, SetIsSeenByWaitersAndTheTimeGoesOn) {
  EXPECT_EQ(played([]() -> Coro<> {
              Delay_ms delay(shout, 10);
              asyncio::create_task(waiter(&delay, 1));
              delay.trigger();
              delay.set();
              say(delay.is_set(), delay.running());
              co_await asyncio::sleep_ms(1);
              delay.clear();
              co_await delay.wait();
              say(now_ms());
            }),
            "1 1 1 0 ~1 called 10 10 ok");
}

TEST(DelayMs, TimersAndDelaysFireInTheOrderOfTheirDeadlines) {
  EXPECT_EQ(played([]() -> Coro<> {
              Delay_ms late([] { say("late"); }, 6);
              Delay_ms early([] { say("early"); }, 4);
              asyncio::create_task([]() -> Coro<> {
                co_await asyncio::sleep_ms(5);
                say("sleeper");
              });
              late.trigger();
              early.trigger();
              co_await asyncio::sleep_ms(1);
              sim()->work_ms(10);
              co_await asyncio::sleep_ms(10);
            }),
            "early sleeper late ok");
}

TEST(DelayMs, ATriggerBeforeTheLoopHasSeenTheTimeOutPutsItOff) {
  EXPECT_EQ(played([]() -> Coro<> {
              Delay_ms delay(shout, 10);
              delay.trigger();
              co_await asyncio::sleep_ms(1);
              sim()->work_ms(20);
              delay.trigger();
              co_await asyncio::sleep_ms(50);
            }),
            "called 31 ok");
}

TEST(DelayMs, ATimeOfZeroRunsOutAtOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              Delay_ms delay(shout, 0);
              delay.trigger();
              say(delay.running());
              co_await delay.wait();
              say(now_ms());
            }),
            "1 called 0 0 ok");
}

// --- Callbacks -----------------------------------------------------------------------------------

TEST(DelayMs, TriggerForgetsTheValueAndTheCallbackMayBeReplaced) {
  EXPECT_EQ(played([]() -> Coro<> {
              Delay_ms delay([] { return 1; }, 10);
              delay.trigger();
              co_await delay.wait();
              say(*delay.rvalue());
              delay.callback([](int a, int b) { return a + b; }, 2, 3);
              delay.trigger();
              say(delay.rvalue().has_value());
              co_await delay.wait();
              say(*delay.rvalue());
            }),
            "1 0 5 ok");
}

TEST(DelayMs, StopBetweenTheTimeOutAndTheCallPreventsTheCall) {
  EXPECT_EQ(played([]() -> Coro<> {
              Delay_ms delay(shout, 10);
              delay.trigger();
              asyncio::create_task(
                  [](Delay_ms<>* its) -> Coro<> {
                    co_await asyncio::sleep_ms(10);  // due before it: its turn is before the call
                    say("stops");
                    its->stop();
                  },
                  &delay);
              co_await asyncio::sleep_ms(0);
              delay.trigger();
              co_await asyncio::sleep_ms(50);
              say(delay.is_set());
            }),
            "stops 0 ok");
}

TEST(DelayMs, TheCallbackMayTriggerAgainOrStop) {
  EXPECT_EQ(played([]() -> Coro<> {
              int left = 3;
              Delay_ms<> delay(10);
              delay.callback([&delay, &left] {
                shout();
                if (--left != 0) {
                  delay.trigger();
                } else {
                  delay.stop();
                }
              });
              delay.trigger();
              co_await asyncio::sleep_ms(100);
              say(delay.running());
            }),
            "called 10 called 20 called 30 0 ok");
}

TEST(DelayMs, ADestroyedOneCallsNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto armed = std::make_unique<Delay_ms<>>(shout, 10);
              auto posted = std::make_unique<Delay_ms<>>(shout, 10);
              auto expired = std::make_unique<Delay_ms<>>(shout, 5);
              armed->trigger();
              expired->trigger();
              co_await asyncio::sleep_ms(1);
              posted->trigger();
              armed.reset();
              posted.reset();
              co_await asyncio::sleep_ms(0);
              asyncio::create_task(
                  [](std::unique_ptr<Delay_ms<>>& its) -> Coro<> {
                    co_await asyncio::sleep_ms(4);
                    its.reset();
                  },
                  std::move(expired));
              co_await asyncio::sleep_ms(0);
              sim()->work_ms(10);
              co_await asyncio::sleep_ms(50);
            }),
            "called 11 ok");
}

TEST(DelayMs, ADestroyedOneCancelsItsWaitersAndSaysSo) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto delay = std::make_unique<Delay_ms<>>(10);
              Task<> task = asyncio::create_task(waiter(delay.get(), 1));
              co_await asyncio::sleep_ms(0);
              delay.reset();
              co_await asyncio::sleep_ms(0);
              say(task.cancelled());
#if UASYNCIO_DIAGNOSTICS
              EXPECT_NE(sim()->transcript().find("Delay_ms destroyed"), std::string::npos);
#endif
            }),
            "~1 1 ok");
}

TEST(DelayMs, AFailureOfTheCallbackIsReportedAndItWorksOn) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Loop::running()->set_exception_handler(
                  [](asyncio::Loop&, const asyncio::ExceptionContext& context) {
                    say(context.error.name(), context.error.code);
                  });
              Delay_ms delay([] { return failing(1, asyncio::Error::user(7)); }, 10);
              delay.trigger();
              co_await asyncio::sleep_ms(20);
              delay.trigger();
              co_await asyncio::sleep_ms(20);
#if UASYNCIO_EXCEPTIONS
              Delay_ms throwing([] { throw asyncio::UserError(8); }, 10);
              throwing.trigger();
              co_await throwing.wait();
              co_await asyncio::sleep_ms(1);
#else
              say("UserError 8");
#endif
            }),
            "~failing UserError 7 ~failing UserError 7 UserError 8 ok");
}

TEST(DelayMs, WithoutRoomForTheCallItIsReportedAndTheWaitersGoOn) {
  for (std::size_t n = 1; n != 5; ++n) {
    EXPECT_EQ(played([n]() -> Coro<> {
                asyncio::Loop::running()->set_exception_handler(
                    [](asyncio::Loop&, const asyncio::ExceptionContext& context) {
                      say(context.error.name());
                    });
                Delay_ms delay(
                    []() -> Coro<> {
                      say("never");
                      co_return;
                    },
                    10);
                delay.trigger();
                co_await asyncio::sleep_ms(1);
                asyncio::FramePool::current().fail_allocation(n);
                co_await delay.wait();
                co_await asyncio::sleep_ms(1);
              }),
              "MemoryError ok")
        << n;
  }
}

// --- Interrupts, threads, loops ------------------------------------------------------------------

TEST(DelayMs, AnInterruptTriggersItFromItsOwnInstant) {
  EXPECT_EQ(played([]() -> Coro<> {
              Delay_ms delay(shout, 10);
              sim()->at(5'000, [&delay] { delay.trigger(); });
              sim()->work_ms(8);
              co_await asyncio::sleep_ms(50);
            }),
            "called 15 ok");
}

TEST(DelayMs, OneThatIsOlderThanTheLoopBelongsToTheLoopOfItsFirstUse) {
  Delay_ms delay(shout, 10);
  Delay_ms triggered_early(shout, 20);
  triggered_early.trigger();  // as from an interrupt: there is no loop
  EXPECT_TRUE(triggered_early.running());
  EXPECT_EQ(played([&]() -> Coro<> {
              delay.trigger();  // needs no other use
              sim()->set_time(1'000);
              co_await triggered_early.wait();
              say(now_ms());
            }),
            "called 10 called 21 21 ok");
  EXPECT_EQ(played([&]() -> Coro<> {
              delay.trigger();
              co_await delay.wait();
              triggered_early.trigger();
            }),
            "called 10 ok");
  EXPECT_TRUE(triggered_early.running()) << "that loop has not seen it, so it is for the next one";
}

TEST(DelayMs, AnotherLoopUsesItWhenTheFirstHasGone) {
  Delay_ms delay(shout, 10);
  for (int turn = 0; turn != 2; ++turn) {
    EXPECT_EQ(played([&]() -> Coro<> {
                delay.trigger();
                co_await asyncio::sleep_ms(5);  // it is armed when the loop goes
              }),
              "ok");
  }
  EXPECT_FALSE(delay.running());
}

/// Triggers and waits with an interrupt after the n-th atomic step that triggers as well; gives how
/// many there were.
unsigned play_delay_with_interrupt_at(unsigned point) {
  unsigned points = 0;
  played([&]() -> Coro<> {
    std::vector<std::uint64_t> due;  // when a time-out may come: two if two triggers meet
    int calls = 0;
    bool is_triggering = false;
    Delay_ms delay(
        [&] {
          ++calls;
          EXPECT_NE(std::find(due.begin(), due.end(), now_ms()), due.end())
              << "interrupt at " << point;
        },
        10);
    sim()->at_interrupt_point(point, [&] {
      // One that is due now may have been seen already.
      if (!is_triggering) std::erase_if(due, [](std::uint64_t ms) { return ms != now_ms(); });
      due.push_back(now_ms() + 20);
      delay.trigger(20);
    });
    for (int turn = 0; turn != 2; ++turn) {
      for (int again = 0; again != 2; ++again) {
        due = {now_ms() + 10};
        is_triggering = true;
        delay.trigger();
        is_triggering = false;
        co_await asyncio::sleep_ms(5);
      }
      co_await delay.wait();
      EXPECT_EQ(calls, turn + 1) << "interrupt at " << point;
    }
    points = sim()->interrupt_points();
    sim()->at_interrupt_point(0, nullptr);
    const int before = calls;
    const bool runs = delay.running();
    co_await asyncio::sleep_ms(50);
    EXPECT_EQ(calls, before + (runs ? 1 : 0)) << "interrupt at " << point;
    EXPECT_FALSE(delay.running()) << "interrupt at " << point;
  });
  return points;
}

TEST(DelayMs, AnInterruptAtAnyPointIsNotLost) {
  const unsigned points = play_delay_with_interrupt_at(1'000'000);
  EXPECT_GT(points, 10u);
  for (unsigned point = 1; point <= points; ++point) play_delay_with_interrupt_at(point);
}

}  // namespace
