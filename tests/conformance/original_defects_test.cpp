// SPDX-License-Identifier: MIT
// The known defects of MicroPython's asyncio, the original, as far as they concern the core: each
// is a scenario that works here, named after the defect. Those of ThreadSafeFlag are with its unit.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Loop;
using asyncio::SimPort;
using asyncio::Task;

namespace {

Coro<> fail_at_once(int code) { co_await asyncio::fail(Error::user(code)); }

Coro<> say_end(Task<> task) {
  auto result = co_await asyncio::as_result(task);
  say(result.error().name(), result.error().code);
}

}  // namespace

// MicroPython: awaited in its grace turn and once more later, a failed task is a SIGSEGV.
TEST(OriginalDefects, SecondAwaitOfAFailedTaskFailsAgain) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(fail_at_once(1));
              co_await asyncio::sleep_ms(0);
              co_await say_end(task);
              co_await asyncio::sleep_ms(0);
              co_await asyncio::sleep_ms(0);
              co_await say_end(task);
              co_await say_end(task);
            }),
            "UserError 1 UserError 1 UserError 1 ok");
}

// MicroPython: SIGSEGV.
TEST(OriginalDefects, AwaitingAFailedMainInALaterRunFailsAgain) {
  words().clear();
  SimPort port;
  Loop loop(port);
  Task<> main_task = loop.create_task(fail_at_once(2));
  say(loop.run_until_complete(main_task).error().name());
  EXPECT_TRUE(loop.run_until_complete(say_end(main_task)));
  say(loop.run_until_complete(main_task).error().name());
  EXPECT_EQ(words(), "UserError UserError 2 UserError");
}

// MicroPython wakes the waiters of a main task only if it ends well.
TEST(OriginalDefects, WaitersOfAMainThatFailedAreWoken) {
  words().clear();
  SimPort port;
  Loop loop(port);
  auto main = []() -> Coro<> {
    co_await asyncio::sleep_ms(1);
    co_await fail_at_once(3);
  };
  Task<> main_task = loop.create_task(main());
  Task<> waiter = loop.create_task(say_end(main_task));
  say(loop.run_until_complete(main_task).error().name());
  EXPECT_TRUE(loop.run_until_complete(waiter));
  EXPECT_EQ(words(), "UserError UserError 3");
}

// MicroPython runs everything else to the end, and then returns None.
TEST(OriginalDefects, RunUntilCompleteOfAFinishedTaskGivesItsValueAtOnce) {
  SimPort port;
  Loop loop(port);
  Task<int> task = loop.create_task(value_after(7, 1));
  loop.create_task(value_after(0, 1000));
  EXPECT_EQ(loop.run_until_complete(task).value(), 7);
  EXPECT_EQ(loop.run_until_complete(task).value(), 7);
  EXPECT_EQ(loop.time(), 1'000u);
}

// MicroPython: a sleep may be up to a millisecond too short.
TEST(OriginalDefects, SleepMsNeverEndsEarly) {
  EXPECT_EQ(played([]() -> Coro<> {
              sim()->work(999);
              co_await asyncio::sleep_ms(1);
              say(asyncio::Loop::running()->time());
              sim()->work(1);
              co_await asyncio::sleep_ms(2);
              say(asyncio::Loop::running()->time());
            }),
            "1999 4000 ok");
}

// MicroPython: new_event_loop() inside of a run makes that run hang for ever.
TEST(OriginalDefects, MakingALoopInsideOfARunningOneChangesNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              {
                SimPort port;
                Loop other(port);
                other.create_task(hang("never"));
                asyncio::create_task(says("here"));
              }
              co_await asyncio::sleep_ms(1);
              say(now_ms());
            }),
            "here 1 ok");
}

// MicroPython keeps the last exception, and what it refers to, in one global context for ever.
TEST(OriginalDefects, AReportedFailureKeepsNothingAlive) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop::running()->set_exception_handler(
                  [](Loop&, const asyncio::ExceptionContext&) { say("handler"); });
              const std::size_t used = asyncio::FramePool::current().used();
              asyncio::create_task(failing(0));
              co_await asyncio::sleep_ms(5);
              say(asyncio::FramePool::current().used() - used);
            }),
            "~failing handler 0 ok");
}

// MicroPython: after "can't gather" the other arguments are left half gathered.
TEST(OriginalDefects, AGatherThatFailsAtOnceLeavesItsOtherTasksUsable) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> slow = asyncio::create_task(cleanup("x", 5));
              Task<> bad = asyncio::create_task(fail_at_once(4));
              Task<> absent;
              co_await asyncio::sleep_ms(0);
              for (const Task<>& other : {bad, absent}) {
                say(co_await error_of(asyncio::gather(slow, other)));
              }
              (void)co_await asyncio::gather(slow, slow);
              co_await slow;
            }),
            "{ UserError RuntimeError x } ok");
}

// MicroPython: a loop with one flag and nothing to do polls every millisecond.
TEST(OriginalDefects, WaitingForAFlagDoesNotPoll) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::ThreadSafeFlag flag;
              sim()->at(3'600'000'000, [&flag] { flag.set(); });
              co_await flag.wait();
              say(now_ms() / 1000, "s", sim()->waits());
            }),
            "3600 s 1 ok");
}

// MicroPython forgets all tasks of the old loop, and their cleanups never run.
TEST(OriginalDefects, TasksOfALoopThatGoesAwayAreUnwound) {
  words().clear();
  SimPort port;
  {
    Loop loop(port);
    loop.create_task(outer("outer", "inner"));
    loop.create_task(asyncio::finally(hang("body"), cleanup("x", 5)));
    EXPECT_TRUE(loop.run_until_complete(value_after(1, 1)));
    say("|");
    loop.close();
    say("|");
  }
  EXPECT_TRUE(words() == "| body { inner outer x } |" || words() == "| inner outer body { x } |")
      << words();
}
