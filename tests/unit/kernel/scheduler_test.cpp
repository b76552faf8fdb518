// SPDX-License-Identifier: MIT
// The order of passes, and what the scheduler does with things that it does not know.
#include "uasyncio/kernel/scheduler.hpp"

#include "tests/support/quiet_port.hpp"
#include "tests/support/scenario.hpp"

#include <array>
#include <utility>

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

namespace {

Coro<> turns(std::string_view name, int count) {
  for (int turn = 0; turn != count; ++turn) {
    say(name);
    co_await asyncio::sleep_ms(0);
  }
}

Coro<> sleeps(std::string_view name, int milliseconds) {
  co_await asyncio::sleep_ms(milliseconds);
  say(name);
}

TEST(Scheduler, APassIsWhatWasReadyAtItsStart) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task([]() -> Coro<> {
                say("a");
                asyncio::create_task(says("c"));
                co_await asyncio::sleep_ms(0);
                say("d");
              });
              asyncio::create_task(says("b"));
              for (int turn = 0; turn != 3; ++turn) {
                co_await asyncio::sleep_ms(0);
                say("|");
              }
            }),
            "a b | c d | | ok");
}

/// A wait for the task of another such wait. The request to end comes round and does not end it;
/// the second one does.
class CircularWait : public asyncio::kernel::Composite {
 public:
  CircularWait() noexcept : Composite{&rules_of_circle} {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiting) noexcept {
    asyncio::kernel::Scheduler* const scheduler = asyncio::kernel::Scheduler::running();
    waiter = scheduler->current();
    scheduler->await_composite(this, asyncio::detail::frame_of(awaiting));
  }
  void await_resume() const noexcept {}

  CircularWait* other = nullptr;
  int requests = 0;         // that went on to the other one
  int others_requests = 0;  // when this one was asked first

 private:
  static asyncio::kernel::TaskHeader* on_next_child(Composite* composite) noexcept {
    auto& self = static_cast<CircularWait&>(*composite);
    self.is_asked_ = !self.is_asked_;
    if (!self.is_asked_) return nullptr;
    ++self.requests;
    return self.other->waiter;
  }
  static bool on_all_asked(Composite* composite, bool) noexcept {
    auto& self = static_cast<CircularWait&>(*composite);
    if (std::exchange(self.was_asked_, true)) return true;
    self.others_requests = self.other->requests;
    return false;
  }
  static void on_abandon(Composite*) noexcept {}
  static constexpr Rules rules_of_circle{&on_next_child, &on_all_asked, &on_abandon};

  bool is_asked_ = false;
  bool was_asked_ = false;
};

Coro<> waits_in_circle(CircularWait& wait) { co_await wait; }

/// Else closing would go through the circle again for each wait that leads to it.
TEST(Scheduler, ALoopThatClosesAsksACircleOfWaitsOnce) {
  CircularWait before, first, second, behind;
  EXPECT_EQ(played([&]() -> Coro<> {
              first.other = &second;
              second.other = before.other = behind.other = &first;
              for (CircularWait* wait : {&before, &first, &second, &behind}) {
                asyncio::create_task(waits_in_circle(*wait));
              }
              co_await asyncio::sleep_ms(0);
            }),
            "ok");
  EXPECT_EQ(before.others_requests, 1);
  EXPECT_EQ(behind.others_requests, 1);
}

TEST(Scheduler, DueTimersEnterInTheirOrderAndThenSignals) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::ThreadSafeFlag flag;
              auto waits = [](asyncio::ThreadSafeFlag& f) -> Coro<> {
                co_await f.wait();
                say("flag");
              };
              auto sleeps = [](int milliseconds, std::string_view text) -> Coro<> {
                co_await asyncio::sleep_ms(milliseconds);
                say(text);
              };
              asyncio::create_task(waits(flag));
              asyncio::create_task(sleeps(3, "three"));
              asyncio::create_task(sleeps(2, "two"));
              asyncio::create_task(sleeps(3, "three again"));
              co_await asyncio::sleep_ms(0);
              asyncio::create_task(says("ready"));
              sim()->at(1000, [&flag] { flag.set(); });
              sim()->work_ms(5);
              co_await asyncio::sleep_ms(0);
              co_await asyncio::sleep_ms(0);
            }),
            "ready two three three again flag ok");
}

/// Knows nothing of this library and resumes nobody.
struct Foreign {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  void await_resume() const noexcept {}
};

TEST(Scheduler, CancelsATaskThatAwaitsSomethingForeignAndSaysSo) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto waits = []() -> Coro<> {
                Guard guard("guard");
                co_await Foreign();
                say("never");
              };
              Task<> task = asyncio::create_task(waits(), {.name = "strange"});
              co_await asyncio::sleep_ms(1);
              say(task.cancelled() ? "cancelled" : "not");
#if UASYNCIO_DIAGNOSTICS
              EXPECT_EQ(sim()->transcript(),
                        "uasyncio: task 'strange' awaited something that uasyncio does not know; "
                        "it is cancelled\n");
#endif
            }),
            "guard cancelled ok");
}

/// Of a task that has asked that of itself: its flags in a cleanup that begins then.
Coro<int> flags_in_a_cleanup(bool whole) {
  namespace kernel = asyncio::kernel;
  kernel::Scheduler& scheduler = *kernel::Scheduler::running();
  kernel::TaskHeader* const task = scheduler.current();
  whole ? (void)kernel::Scheduler::cancel(task) : kernel::Scheduler::time_out(task);
  EXPECT_TRUE(scheduler.shield());
  const int flags = task->flags;
  scheduler.unshield();
  EXPECT_EQ(scheduler.must_unwind_after_shield(task->leaf), whole) << "no time limit is around";
  EXPECT_EQ(task->flags & kernel::timeout_held_back, 0);
  task->flags = 0;
  co_return flags;
}

TEST(Scheduler, ACleanupHoldsBackWhatItsTaskHasAskedOfItself) {
  EXPECT_EQ(played([]() -> Coro<> {
              const int cancelled = co_await flags_in_a_cleanup(true);
              EXPECT_EQ(cancelled, asyncio::kernel::cancel_requested);
              const int timed_out = co_await flags_in_a_cleanup(false);
              EXPECT_EQ(timed_out, asyncio::kernel::timeout_held_back);
            }),
            "ok");
}

TEST(Scheduler, CreateTaskNeverRunsTheTaskNow) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> task = asyncio::create_task(turns("task", 1));
              say("main", task.done() ? "done" : "not-done");
              co_await task;
            }),
            "main not-done task ok");
}

TEST(Scheduler, FirstTurnsAreInTheOrderOfCreationAndSleepZeroLetsThemAllHaveOne) {
  EXPECT_EQ(played([]() -> Coro<> {
              for (const char* name : {"a", "b", "c", "d"}) asyncio::create_task(turns(name, 2));
              say("created");
              co_await asyncio::sleep_ms(0);
              say("main");
              asyncio::create_task(turns("late", 1));
              co_await asyncio::sleep_ms(0);
              say("main");
            }),
            "created a b c d main a b c d late main ok");
}

TEST(Scheduler, ReadyTasksRunFirstInFirstOut) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> a = asyncio::create_task(turns("a", 3));
              Task<> b = asyncio::create_task(turns("b", 1));
              Task<> c = asyncio::create_task(turns("c", 2));
              co_await a;
              say("main");
            }),
            "a b c a c a main ok");
}

TEST(Scheduler, EqualDeadlinesAreInTheOrderInWhichTheSleepsBegan) {
  EXPECT_EQ(played([]() -> Coro<> {
              for (const char* name : {"0", "1", "2", "3", "4"}) {
                asyncio::create_task(sleeps(name, 10));
              }
              asyncio::create_task(sleeps("early", 4));
              co_await asyncio::sleep_ms(4);
              asyncio::create_task(sleeps("5", 6));
              co_await asyncio::sleep_ms(20);
            }),
            "early 0 1 2 3 4 5 ok");
}

TEST(Scheduler, EqualDeadlinesStayInOrderWhenSomeAreCancelled) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::array<Task<>, 9> tasks;
              const char* const names[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8"};
              for (std::size_t i = 0; i != tasks.size(); ++i) {
                tasks[i] = asyncio::create_task(sleeps(names[i], i == 5 ? 3 : 10));
              }
              co_await asyncio::sleep_ms(1);
              for (std::size_t i : {0u, 4u, 7u}) co_await asyncio::cancel_and_wait(tasks[i]);
              co_await asyncio::sleep_ms(20);
            }),
            "5 1 2 3 6 8 ok");
}

// The original has one queue, ordered by the time at which a task became ready. Here a pass is what
// was ready at its start, and due timers come behind it, in the order of their deadlines.
TEST(Scheduler, DueTimersComeBehindWhatIsReadyInTheOrderOfTheirDeadlines) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task(sleeps("due-at-3", 3));
              asyncio::create_task(sleeps("due-at-2", 2));
              co_await asyncio::sleep_ms(0);
              sim()->work_ms(5);
              asyncio::create_task(turns("ready", 1));
              co_await asyncio::sleep_ms(0);
              say("main");
              co_await asyncio::sleep_ms(0);
            }),
            "ready main due-at-2 due-at-3 ok");
}

TEST(Scheduler, APlainAwaitOfACoroutineDoesNotYield) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task(turns("other", 1));
              auto deeper = []() -> Coro<int> { co_return 1; };
              auto deep = [](auto inner) -> Coro<int> { co_return co_await inner() + 1; };
              for (int time = 0; time != 3; ++time) say(co_await deep(deeper));
              co_await asyncio::sleep_ms(0);
            }),
            "2 2 2 other ok");
}

// A loop that never sleeps looks at the clock all the same. The sleep begins at 1 ms and is due at
// 6, when main is ready for its seventh turn.
TEST(Scheduler, TasksThatOnlyYieldDoNotStopTheClock) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> sleeper = asyncio::create_task(sleeps("slept", 5));
              int count = 0;
              while (!sleeper.done()) {
                ++count;
                sim()->work_ms(1);
                co_await asyncio::sleep_ms(0);
              }
              say(count);
            }),
            "slept 7 ok");
}

TEST(Scheduler, CallsOfTheLoopAreOrderedAsTasksAre) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Loop& loop = *asyncio::Loop::running();
              asyncio::create_task(turns("task", 1));
              loop.call_soon([](const char* word) { say(word); }, "soon");
              loop.call_later_ms(5, [] { say("later-ms"); });
              loop.call_later(0.003, [] { say("later"); });
              loop.call_at(4'000, [] { say("at"); });
              Task<> none = loop.call_later_ms(1, [] { say("never"); });
              none.cancel();
              say("main");
              co_await asyncio::sleep_ms(10);
            }),
            "main task soon later at later-ms ok");
}

TEST(Scheduler, APortThatGivesUpMayHaveRungBefore) {
  QuietPort port;
  asyncio::Loop loop(port);
  asyncio::ThreadSafeFlag flag;
  port.argument = &flag;
  port.at_the_end = [](void* its) { static_cast<asyncio::ThreadSafeFlag*>(its)->set(); };
  auto waits = [](asyncio::ThreadSafeFlag& its) -> Coro<> { co_await its.wait(); };
  EXPECT_TRUE(loop.run_until_complete(waits(flag)).ok());
}

/// What is below a loop: nobody is told of failures, as in a build without diagnostics.
class BareScheduler : public asyncio::kernel::Scheduler {
 public:
  explicit BareScheduler(asyncio::Port& port) noexcept
      : Scheduler(port, asyncio::Policy::round_robin), running_(*this) {}
  ~BareScheduler() { part_from_outside(); }
  void run() noexcept {
    while (live_tasks() != 0 && pass()) {
    }
    leave_turn();
  }

 private:
  Running running_;
};

TEST(BareScheduler, DropsFailuresThatNobodyAwaits) {
  words().clear();
  const std::size_t used = asyncio::FramePool::current().used();
  asyncio::SimPort port;
  {
    BareScheduler scheduler(port);
    asyncio::create_task(failing(1));
    scheduler.run();
    say(scheduler.live_tasks());
    auto work = says("never");
    asyncio::FramePool::current().fail_allocation(1);
    EXPECT_EQ(asyncio::create_task(std::move(work)).error(), asyncio::Error::memory);
  }
  EXPECT_EQ(words(), "~failing 0");
  EXPECT_EQ(port.transcript(), "");
  EXPECT_EQ(asyncio::FramePool::current().used(), used);
}

TEST(BareScheduler, GivesUpATaskThatItsOwnerEndsWhileItIsReady) {
  words().clear();
  const std::size_t used = asyncio::FramePool::current().used();
  asyncio::SimPort port;
  {
    BareScheduler scheduler(port);
    {
      asyncio::OwnedTask<> ready = asyncio::create_task(says("never"));
    }
    asyncio::create_task(says("other"));
    scheduler.run();
    auto work = says("never");
    asyncio::FramePool::current().fail_allocation(1);
    EXPECT_EQ(asyncio::create_task(std::move(work)).error(), asyncio::Error::memory);
  }
  EXPECT_EQ(words(), "other");
  EXPECT_EQ(asyncio::FramePool::current().used(), used);
}

}  // namespace
