// SPDX-License-Identifier: MIT
// ThreadSafeFlag: interrupts at any point, any number of waiters, flags and loops that go early.
#include "tests/support/scenario.hpp"

#include <memory>

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;
using asyncio::ThreadSafeFlag;

namespace {

Coro<> waiter(ThreadSafeFlag* flag, int number) {
  Guard guard("~" + std::to_string(number));
  co_await flag->wait();
  say(number);
}

TEST(ThreadSafeFlag, SetTwiceIsOneWake) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeFlag flag;
              flag.set();
              flag.set();
              co_await flag.wait();
              say("first", co_await error_of(asyncio::wait_for_ms(flag.wait(), 5)));
              Task<> first = asyncio::create_task(waiter(&flag, 1));
              Task<> second = asyncio::create_task(waiter(&flag, 2));
              co_await asyncio::sleep_ms(1);
              flag.set();
              flag.set();
              co_await asyncio::sleep_ms(1);
              say(second.done() ? "done" : "waiting");
              co_await asyncio::cancel_and_wait(second);
            }),
            "first TimeoutError 1 ~1 waiting ~2 ok");
}

TEST(ThreadSafeFlag, CanBeWaitedForWithALimitAndAgain) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeFlag flag;
              say(co_await error_of(asyncio::wait_for_ms(flag.wait(), 5)));
              sim()->at(8'000, [&flag] { flag.set(); });
              co_await asyncio::wait_for_ms(flag.wait(), 5);
              say("set", now_ms());
            }),
            "TimeoutError set 8 ok");
}

TEST(ThreadSafeFlag, EachSetLetsTheOneGoThatHasWaitedLongest) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeFlag flag;
              for (int n = 1; n != 4; ++n) asyncio::create_task(waiter(&flag, n));
              for (asyncio::Time when = 1000; when != 4000; when += 1000) {
                sim()->at(when, [&flag] { flag.set(); });
              }
              for (int n = 0; n != 4; ++n) {
                co_await asyncio::sleep_ms(1);
                say("|");
              }
            }),
            "| 1 ~1 | 2 ~2 | 3 ~3 | ok");
}

TEST(ThreadSafeFlag, IsGivenBackIfTheWokenTaskIsCancelledBeforeItRuns) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeFlag flag;
              Task<> first = asyncio::create_task(waiter(&flag, 1));
              Task<> second = asyncio::create_task(waiter(&flag, 2));
              co_await asyncio::sleep_ms(1);
              asyncio::create_task(
                  [](ThreadSafeFlag* f, Task<> t) -> Coro<> {
                    sim()->work_ms(1);  // the loop looks after this turn
                    f->set();
                    co_await asyncio::sleep_ms(0);
                    t.cancel();  // it has been woken and stands behind us
                  },
                  &flag, first);
              co_await asyncio::sleep_ms(5);
              say(second.done() ? "second" : "lost");
              EXPECT_TRUE(first.done());
              second.cancel();
              co_await asyncio::sleep_ms(1);
            }),
            "~1 2 ~2 second ok");
}

TEST(ThreadSafeFlag, IsKeptIfTheOnlyWaiterIsCancelledBeforeItRuns) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeFlag flag;
              Task<> task = asyncio::create_task(waiter(&flag, 1));
              co_await asyncio::sleep_ms(1);
              flag.set();
              co_await asyncio::sleep_ms(0);  // the loop hands the set over
              task.cancel();
              co_await asyncio::sleep_ms(0);
              say(task.cancelled() ? "cancelled" : "not");
              say(co_await error_of(asyncio::wait_for_ms(flag.wait(), 0)));
            }),
            "~1 cancelled no error ok");
}

TEST(ThreadSafeFlag, DestroyedRightAfterASetCancelsWhoWasWokenAndTheOthers) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto flag = std::make_unique<ThreadSafeFlag>();
              Task<> first = asyncio::create_task(waiter(flag.get(), 1));
              Task<> second = asyncio::create_task(waiter(flag.get(), 2));
              co_await asyncio::sleep_ms(1);
              flag->set();
              flag.reset();
              co_await asyncio::sleep_ms(1);
              say(first.cancelled(), second.cancelled());
            }),
            "~1 ~2 1 1 ok");
}

TEST(ThreadSafeFlag, MayGoBetweenTheWakeAndTheCancelOfItsWaiter) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto flag = std::make_unique<ThreadSafeFlag>();
              Task<> task = asyncio::create_task(waiter(flag.get(), 1));
              co_await asyncio::sleep_ms(1);
              flag->set();
              flag.reset();
              task.cancel();
              co_await asyncio::sleep_ms(1);
              say(task.cancelled() ? "cancelled" : "not");
            }),
            "~1 cancelled ok");
}

TEST(ThreadSafeFlag, MayBeSetWhenTheLoopOfItsWaitersIsGone) {
  ThreadSafeFlag flag;
  asyncio::SimPort port;
  auto waits = [](ThreadSafeFlag& its_flag) -> Coro<> {
    const auto result = co_await asyncio::as_result(asyncio::wait_for_ms(its_flag.wait(), 5));
    say(result.ok() ? "set" : result.error().name());
  };
  words().clear();
  auto loop = std::make_unique<asyncio::Loop>(port);
  EXPECT_TRUE(loop->run_until_complete(waits(flag)).ok());
  loop.reset();
  flag.set();
  asyncio::Loop other(port);
  EXPECT_TRUE(other.run_until_complete(waits(flag)).ok());
  EXPECT_EQ(words(), "TimeoutError set");
}

/// Sets, waits and clears with an interrupt after the n-th atomic step; gives how many there were.
unsigned play_flag_with_interrupt_at(unsigned point) {
  asyncio::SimPort port;
  asyncio::Loop loop(port);
  ThreadSafeFlag flag;
  bool has_struck = false;
  port.at_interrupt_point(point, [&] {
    has_struck = true;
    flag.set();
  });
  int wakes = 0;
  auto waits = [](ThreadSafeFlag& its_flag, int& count) -> Coro<> {
    for (;;) {
      co_await its_flag.wait();
      ++count;
    }
  };
  auto drives = [](ThreadSafeFlag& its_flag, asyncio::SimPort& its_port) -> Coro<> {
    for (int turn = 0; turn != 3; ++turn) {
      co_await asyncio::sleep_ms(1);
      its_flag.set();
      co_await asyncio::sleep_ms(1);
      its_port.at(asyncio::Loop::running()->time() + 500, [&its_flag] { its_flag.set(); });
    }
    co_await asyncio::sleep_ms(2);
  };
  Task<> task = loop.create_task(waits(flag, wakes));
  EXPECT_TRUE(loop.run_until_complete(drives(flag, port)).ok());
  const unsigned points = port.interrupt_points();
  port.at_interrupt_point(0, nullptr);
  auto rests = []() -> Coro<> { co_await asyncio::sleep_ms(5); };
  EXPECT_TRUE(loop.run_until_complete(rests()).ok());
  // Six sets, and one more by the interrupt, unless it fell together with another.
  EXPECT_GE(wakes, 6) << "interrupt at " << point;
  EXPECT_LE(wakes, has_struck ? 7 : 6) << "interrupt at " << point;
  // Nothing is left behind that would wake a waiter without a set.
  const int before = wakes;
  EXPECT_TRUE(loop.run_until_complete(rests()).ok());
  EXPECT_EQ(wakes, before) << "interrupt at " << point;
  loop.close();
  return points;
}

TEST(ThreadSafeFlag, AnInterruptAtAnyPointIsNeitherLostNorSeenTwice) {
  const unsigned points = play_flag_with_interrupt_at(1'000'000);
  EXPECT_GT(points, 15u);
  for (unsigned point = 1; point <= points; ++point) play_flag_with_interrupt_at(point);
}

}  // namespace
