// SPDX-License-Identifier: MIT
// The priority benchmarks of micropython-async, V2 and asyncio_alt, in virtual time: with I/O first
// the latency is one step at the most, and nothing starves. Figures are those of its documents.
#include "tests/support/scenario.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <random>

using namespace scenario;
using asyncio::Coro;
using asyncio::Policy;
using asyncio::Task;
using asyncio::ThreadSafeFlag;
using asyncio::Time;

namespace {

constexpr Time ms = asyncio::microseconds_per_millisecond;

/// How late something was, in microseconds.
struct Latency {
  Time least = std::numeric_limits<Time>::max();
  Time most = 0;
  int count = 0;

  void add(Time late) {
    least = std::min(least, late);
    most = std::max(most, late);
    ++count;
  }
  void say_it() const { say(count, "times", least, "to", most, "us"); }
};

Time now() { return asyncio::to_microseconds(sim()->now()); }

/// Blocks the loop for `step_ms` at each of its turns.
Coro<> blocker(int step_ms) {
  for (;;) {
    sim()->work_ms(step_ms);
    co_await asyncio::sleep_ms(0);
  }
}

/// The same, but only when nothing else is ready.
Coro<> low_blocker(int step_ms) {
  co_await asyncio::after_ms(0);
  for (;;) {
    sim()->work_ms(step_ms);
    co_await asyncio::after_ms(0);
  }
}

void start_blockers(int count, int step_ms) {
  for (int number = 0; number != count; ++number) asyncio::create_task(blocker(step_ms));
}

/// Sleeps for `period` and notes how late it wakes, again and again. The others work in whole
/// milliseconds; the periods grow by an odd length so as to end at every point of their steps.
Coro<> timer(Time period, int times, Latency& latency) {
  constexpr Time odd = 137;
  for (int time = 0; time != times; ++time) {
    const Time due = now() + period;
    co_await asyncio::sleep_until(due);
    latency.add(now() - due);
    period += odd;
  }
}

}  // namespace

// asyncio_alt, timer_test: 101 to 103 ms with fast I/O, 151 to 168 ms without.
TEST(Priorities, AHundredMillisecondTimerAmongTenTasksThatBlockForFive) {
  auto scene = []() -> Coro<> {
    Latency latency;
    start_blockers(10, 5);
    co_await timer(100 * ms, 100, latency);
    latency.say_it();
  };
  EXPECT_EQ(played(scene, Policy::io_first), "100 times 0 to 4999 us ok");
  EXPECT_EQ(played(scene, Policy::round_robin), "100 times 50000 to 99863 us ok");
}

// V2, ms_timer_test: 30 to 34 ms with the I/O queue, 300 ms without.
TEST(Priorities, ThreeTimersOfThirtyMillisecondsAmongTenTasksThatBlockForTen) {
  auto scene = []() -> Coro<> {
    std::array<Latency, 3> latencies;
    std::array<Task<>, 3> timers;
    start_blockers(10, 10);
    for (int index = 0; index != 3; ++index) {
      timers[index] = asyncio::create_task(timer(30 * ms, 50, latencies[index]));
    }
    co_await asyncio::gather(timers);
    for (const Latency& latency : latencies) latency.say_it();
  };
  EXPECT_EQ(played(scene, Policy::io_first),
            "50 times 0 to 9863 us 50 times 0 to 9863 us 50 times 0 to 9863 us ok");
  EXPECT_EQ(played(scene, Policy::round_robin),
            "50 times 163287 to 170000 us 50 times 163287 to 170000 us "
            "50 times 163287 to 170000 us ok");
}

namespace {

/// Waits for a pin's interrupts, which come every `period` microseconds.
Coro<> pin_callbacks(Time period, int times, Latency& latency) {
  ThreadSafeFlag flag;
  Time set_at = 0;
  for (int time = 1; time <= times; ++time) {
    sim()->at(now() + static_cast<Time>(time) * period, [&flag, &set_at] {
      set_at = now();
      flag.set();
    });
  }
  for (int time = 0; time != times; ++time) {
    co_await flag.wait();
    latency.add(now() - set_at);
  }
}

}  // namespace

// V2, pin_cb_test: 0.45 to 5.2 ms with the I/O queue, up to 50.96 ms without.
TEST(Priorities, PinCallbacksAmongFiveTasksThatBlockForFive) {
  auto scene = []() -> Coro<> {
    Latency latency;
    start_blockers(5, 5);
    co_await pin_callbacks(37'700, 100, latency);
    latency.say_it();
  };
  EXPECT_EQ(played(scene, Policy::io_first), "100 times 0 to 4900 us ok");
  EXPECT_EQ(played(scene, Policy::round_robin), "100 times 300 to 37600 us ok");
}

// V2, latency.py: a driver that is ready all the time is delayed by every normal task once, 2 ms
// times their number.
TEST(Priorities, NormalTasksDelayAPollingDriverByOneStepEach) {
  for (const int count : {5, 10, 100, 200}) {
    auto scene = [count]() -> Coro<> {
      start_blockers(count, 2);
      co_await asyncio::sleep_ms(0);
      Latency latency;
      for (int turn = 0; turn != 50; ++turn) {
        const Time before = now();
        co_await asyncio::sleep_ms(0);
        latency.add(now() - before);
      }
      say(latency.least / ms, "to", latency.most / ms, "ms");
    };
    const std::string pass = std::to_string(2 * count);
    EXPECT_EQ(played(scene, Policy::round_robin), pass + " to " + pass + " ms ok");
  }
}

// V2, latency.py: tasks of low priority delay it only by the step that is under way, however many
// they are.
TEST(Priorities, TasksOfLowPriorityDelayADriverByOneStepAtTheMost) {
  for (const Policy policy : {Policy::round_robin, Policy::io_first}) {
    for (const int count : {5, 10, 100, 200}) {
      auto scene = [count]() -> Coro<> {
        for (int number = 0; number != count; ++number) asyncio::create_task(low_blocker(2));
        co_await asyncio::sleep_ms(0);
        Latency latency;
        co_await timer(3 * ms, 100, latency);
        latency.say_it();
      };
      EXPECT_EQ(played(scene, policy), "100 times 13 to 1986 us ok") << count;
    }
  }
}

// The driver of latency.py is ready all the time: then only its own step counts.
TEST(Priorities, TasksOfLowPriorityDoNotRunAtAllWhileSomethingElseIsReady) {
  EXPECT_EQ(played([]() -> Coro<> {
              for (int number = 0; number != 5; ++number) asyncio::create_task(low_blocker(2));
              co_await asyncio::sleep_ms(0);
              const Time start = now();
              for (int turn = 0; turn != 1000; ++turn) {
                sim()->work(1);
                co_await asyncio::sleep_ms(0);
              }
              say(now() - start, "us");
            }),
            "1000 us ok");
}

// V2, overdue.py: 9 runs in 10 s with a limit of 1000 ms, none without a limit.
TEST(Priorities, ALowPriorityPeriodAgainstAHogWithAndWithoutALimit) {
  for (const int limit_ms : {1000, 0}) {
    for (const Policy policy : {Policy::round_robin, Policy::io_first}) {
      auto scene = [limit_ms]() -> Coro<> {
        asyncio::Loop::running()->max_overdue_ms(limit_ms);
        asyncio::create_task(blocker(1));
        int runs = 0;
        auto low = [&runs]() -> Coro<> {
          for (;;) {
            co_await asyncio::after_ms(100);
            ++runs;
          }
        };
        asyncio::create_task(low);
        co_await asyncio::sleep(10);
        say(runs, "runs");
      };
      EXPECT_EQ(played(scene, policy), limit_ms != 0 ? "9 runs ok" : "0 runs ok");
    }
  }
}

// V2, call_lp.py: one call at 500 ms, one at 1 s, and a hundred in two seconds.
TEST(Priorities, CallsOfLowPriorityComeInTheirTime) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Loop& loop = *asyncio::Loop::running();
              loop.call_after_ms(500, [] { say("half", now_ms()); });
              loop.call_after(1, [] { say("one", now_ms()); });
              int count = 0;
              bool is_early = false;
              std::mt19937 random(1);
              for (int call = 0; call != 100; ++call) {
                const std::uint64_t due = random() % 2000;
                loop.call_after_ms(due, [&count, &is_early, due] {
                  ++count;
                  is_early = is_early || now_ms() < due;
                });
              }
              co_await asyncio::sleep(2);
              say(count, is_early ? "early" : "in-time");
            }),
            "half 500 one 1000 100 in-time ok");
}

namespace {

/// Urgent at each turn: the flag it waits for has been set by an interrupt meanwhile.
Coro<> urgent(std::string_view name, int turns) {
  ThreadSafeFlag flag;
  for (int turn = 0; turn != turns; ++turn) {
    sim()->at(now() + 1, [&flag] { flag.set(); });
    co_await flag.wait();
    say(name);
    sim()->work(10);
  }
}

Coro<> ordinary(std::string_view name, int turns) {
  for (int turn = 0; turn != turns; ++turn) {
    say(name);
    sim()->work(10);
    co_await asyncio::sleep_ms(0);
  }
}

}  // namespace

// The bound: eight urgent steps in a row, then one of the others, in their order.
TEST(Priorities, NothingStarvesUnderAStormOfInterrupts) {
  EXPECT_EQ(played(
                []() -> Coro<> {
                  std::array<Task<>, 5> tasks;
                  tasks[0] = asyncio::create_task(urgent("u", 20));
                  tasks[1] = asyncio::create_task(urgent("v", 20));
                  tasks[2] = asyncio::create_task(ordinary("A", 2));
                  tasks[3] = asyncio::create_task(ordinary("B", 2));
                  tasks[4] = asyncio::create_task(ordinary("C", 1));
                  co_await asyncio::gather(tasks);
                },
                Policy::io_first),
            "A u v u v u v u v B u v u v u v u v C u v u v u v u v A u v u v u v u v "
            "B u v u v u v u v ok");
}

// An overdue task of low priority has its turn even then: due at 1,000 us, overdue at 2,000, it
// runs after the eight urgent steps of 10 us that were under way.
TEST(Priorities, AnOverdueTaskOfLowPriorityRunsUnderAStormOfInterrupts) {
  EXPECT_EQ(played(
                []() -> Coro<> {
                  asyncio::Loop::running()->max_overdue_ms(1);
                  std::array<Task<>, 2> storm{asyncio::create_task(urgent("u", 200)),
                                              asyncio::create_task(urgent("v", 200))};
                  co_await asyncio::after_ms(1);
                  const Time ran = now();
                  co_await asyncio::gather(storm);
                  words().clear();
                  say(ran);
                },
                Policy::io_first),
            "2091 ok");
}

// V2, priority_test.py and fast_can_test.py: tasks that sleep, wait at low priority or wait for an
// interrupt end at once when they are cancelled or their time is out, hog or not.
TEST(Priorities, TasksThatWaitInAnyWayDieAtOnce) {
  for (const bool io_first : {false, true}) {
    EXPECT_EQ(played(
                  []() -> Coro<> {
                    ThreadSafeFlag flag;
                    auto sleeper = []() -> Coro<> {
                      Guard guard("sleep");
                      co_await asyncio::sleep(100);
                    };
                    auto low = []() -> Coro<> {
                      Guard guard("after");
                      co_await asyncio::after(100);
                    };
                    auto pin = [&flag]() -> Coro<> {
                      Guard guard("flag");
                      co_await flag.wait();
                    };
                    asyncio::create_task(blocker(5));
                    co_await asyncio::sleep_ms(0);
                    for (int round = 0; round != 2; ++round) {
                      std::array<Task<>, 3> tasks{asyncio::create_task(sleeper),
                                                  asyncio::create_task(low),
                                                  asyncio::create_task(pin)};
                      co_await asyncio::sleep_ms(12);
                      say("|", now_ms());
                      for (Task<>& task : tasks) task.cancel();
                      for (Task<>& task : tasks) (void)co_await asyncio::as_result(task);
                      say(now_ms());
                    }
                    (void)co_await asyncio::as_result(asyncio::wait_for_ms(sleeper(), 20));
                    say(now_ms());
                    (void)co_await asyncio::as_result(asyncio::wait_for_ms(low(), 20));
                    say(now_ms());
                    (void)co_await asyncio::as_result(asyncio::wait_for_ms(pin(), 20));
                    say(now_ms());
                  },
                  io_first ? Policy::io_first : Policy::round_robin),
              io_first ? "| 20 sleep after flag 30 | 45 sleep after flag 55 "
                         "sleep 75 after 95 flag 115 ok"
                       : "| 25 sleep after flag 35 | 55 sleep after flag 65 "
                         "sleep 90 after 115 flag 140 ok");
  }
}
