// SPDX-License-Identifier: MIT
// A second loop whose tasks come between those of the first, in virtual time.
#include "uasyncio/core/interrupt_loop.hpp"

#include "tests/support/scenario.hpp"
#include "uasyncio/testing/sim_interrupt_port.hpp"

#include <array>
#include <memory>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::InterruptLoop;
using asyncio::Loop;
using asyncio::Task;
using asyncio::ThreadSafeFlag;
using asyncio::testing::SimInterruptPort;

namespace {

struct Urgent {
  std::array<std::byte, 4096> memory;
  SimInterruptPort port{*sim()};
  InterruptLoop loop{memory, port};
};

/// Says when the flag was seen, so many times.
Coro<> say_flags(ThreadSafeFlag& flag, int times) {
  for (int n = 0; n != times; ++n) {
    co_await flag.wait();
    say("flag at", now_ms());
  }
}

TEST(InterruptLoop, ComesBetweenWhatTheFirstLoopComputes) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeFlag flag;
              Urgent urgent;
              EXPECT_TRUE(urgent.loop.start(say_flags, std::ref(flag), 2));
              sim()->at(30'000, [&] { flag.set(); });
              sim()->at(70'000, [&] { flag.set(); });
              sim()->work_ms(100);
              say("computed until", now_ms());
              co_return;
            }),
            "flag at 30 flag at 70 computed until 100 ok");
}

TEST(InterruptLoop, HasRunUntilItWaitsWhenStartReturns) {
  EXPECT_EQ(played([]() -> Coro<> {
              Urgent urgent;
              say("before");
              urgent.loop.start(
                  [](int number) -> Coro<> {
                    say(number);
                    co_await asyncio::sleep_ms(5);
                    say("late at", now_ms());
                  },
                  7);
              say("after");
              sim()->work_ms(10);
              say("done");
              co_return;
            }),
            "before 7 after late at 5 done ok");
}

TEST(InterruptLoop, WorksBeforeALoopRuns) {
  words().clear();
  asyncio::SimPort port;
  sim() = &port;
  {
    Urgent urgent;
    urgent.loop.start([]() -> Coro<> {
      for (int n = 0; n != 3; ++n) co_await asyncio::sleep_ms(10);
      say("at", now_ms());
    });
    EXPECT_EQ(Loop::running(), nullptr);
    port.work_ms(100);
    EXPECT_EQ(urgent.loop.loop().live_tasks(), 0u);
    EXPECT_EQ(urgent.loop.pool().used(), 0u);
  }
  sim() = nullptr;
  EXPECT_EQ(words(), "at 30");
}

TEST(InterruptLoop, HasAllWords) {
  EXPECT_EQ(played([]() -> Coro<> {
              Urgent urgent;
              urgent.loop.start([]() -> Coro<> {
                asyncio::Queue<int, 1> queue;
                auto put = [&]() -> Coro<> {
                  for (int n = 1; n != 4; ++n) co_await queue.put(n);
                };
                auto get = [&]() -> Coro<int> {
                  int sum = 0;
                  for (int n = 1; n != 4; ++n) sum += co_await queue.get();
                  co_return sum;
                };
                auto [none, sum] = co_await asyncio::gather(put(), get());
                say(sum);
                say(co_await error_of(asyncio::wait_for_ms(asyncio::sleep(100), 20)));
                Task<> child = asyncio::create_task(says("child"));
                co_await child;
                say(now_ms());
              });
              sim()->work_ms(50);
              co_return;
            }),
            "6 TimeoutError child 20 ok");
}

// There and back: what one loop sets wakes tasks of the other, whichever runs.
TEST(InterruptLoop, SignalsGoBothWays) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeFlag there;
              asyncio::ThreadSafeQueue<int, 4> back;
              Urgent urgent;
              auto answer = [](ThreadSafeFlag& flag,
                               asyncio::ThreadSafeQueue<int, 4>& queue) -> Coro<> {
                for (int n = 1; n != 4; ++n) {
                  co_await flag.wait();
                  queue.put_sync(n);
                }
              };
              urgent.loop.start(answer, std::ref(there), std::ref(back));
              for (int n = 1; n != 4; ++n) {
                there.set();
                say("set");
                say(co_await back.get());
              }
            }),
            "set 1 set 2 set 3 ok");
}

TEST(InterruptLoop, RunsWhileTheFirstLoopSleeps) {
  EXPECT_EQ(played([]() -> Coro<> {
              Urgent urgent;
              auto beat = []() -> Coro<> {
                while (true) {
                  co_await asyncio::sleep_ms(30);
                  say("beat", now_ms());
                }
              };
              urgent.loop.start(beat);
              co_await asyncio::sleep_ms(100);
              say("slept", now_ms());
            }),
            "beat 30 beat 60 beat 90 slept 100 ok");
}

TEST(InterruptLoop, SaysThatTheInterruptCannotCome) {
  EXPECT_EQ(played([]() -> Coro<> {
              Urgent urgent;
              urgent.port.mask();
              EXPECT_FALSE(urgent.loop.start(says, "lost"));
              urgent.port.unmask();
              EXPECT_TRUE(urgent.loop.start(says, "said"));
              co_return;
            }),
            "said ok");
}

TEST(InterruptLoop, WhatComesWhileItIsMaskedIsNotLost) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeFlag flag;
              Urgent urgent;
              urgent.loop.start(say_flags, std::ref(flag), 1);
              urgent.port.mask();
              flag.set();
              sim()->work_ms(5);
              say("unmasked");
              urgent.port.unmask();
              co_return;
            }),
            "unmasked flag at 5 ok");
}

TEST(InterruptLoop, HasMemoryOfItsOwn) {
  EXPECT_EQ(played([]() -> Coro<> {
              Urgent urgent;
              const std::size_t before = asyncio::FramePool::current().used();
              for (int n = 0; n != 3; ++n) urgent.loop.start(hang, "ended");
              say(asyncio::FramePool::current().used() - before, urgent.loop.pool().used() != 0);
              co_return;
            }),
            "0 1 ended ended ended ok");
}

TEST(InterruptLoop, WithoutMemoryTellsItsHandlerAndHasItAgain) {
  EXPECT_EQ(played([]() -> Coro<> {
              Urgent urgent;
              urgent.loop.loop().set_exception_handler(
                  [](Loop&, const asyncio::ExceptionContext& context) {
                    say(context.task_name, context.error.name());
                  });
              int started = 0;
              auto hold = [](ThreadSafeFlag& flag) -> Coro<> { co_await flag.wait(); };
              ThreadSafeFlag flag;
              while (urgent.loop.pool().failures() == 0) {
                urgent.loop.start({.name = "hold"}, hold, std::ref(flag));
                ++started;
              }
              for (int n = 0; n != started; ++n) flag.set();
              say(urgent.loop.loop().live_tasks(), started > 5);
              urgent.loop.start(says, "again");
              co_return;
            }),
            "hold MemoryError 0 1 again ok");
}

/// Calls it when it is destroyed.
class AtTheEnd {
 public:
  explicit AtTheEnd(void (*call)()) : call_(call) {}
  AtTheEnd(const AtTheEnd&) = delete;
  AtTheEnd& operator=(const AtTheEnd&) = delete;
  ~AtTheEnd() { call_(); }

 private:
  void (*call_)();
};

ThreadSafeFlag* ending_flag = nullptr;

/// A task that another one owns, and so on; each says its end, the innermost by the interrupt.
Coro<> own(int depth, const char* word, bool interrupts) {
  const Guard guard(word);
  if (depth == 0) {
    const AtTheEnd end(interrupts ? +[] { ending_flag->set(); } : +[] {});
    co_await asyncio::sleep(100);
    co_return;
  }
  const asyncio::OwnedTask<> task = asyncio::create_task(own(depth - 1, word, interrupts));
  co_await asyncio::sleep(100);
}

/// Ends such a family for each flag.
Coro<> end_families(ThreadSafeFlag& flag) {
  while (true) {
    {
      const asyncio::OwnedTask<> family = asyncio::create_task(own(2, "urgent", false));
      co_await flag.wait();
    }
    say("interrupt over");
  }
}

// Owned tasks end inside one another in both loops at once, the one in the middle of the other.
TEST(InterruptLoop, ComesInTheMiddleOfOwnedTasksThatEnd) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeFlag flag;
              ending_flag = &flag;
              Urgent urgent;
              urgent.loop.start(end_families, std::ref(flag));
              sim()->work_ms(1);
              {
                const asyncio::OwnedTask<> family = asyncio::create_task(own(2, "first", true));
                co_await asyncio::sleep_ms(1);
              }
              say("over");
            }),
            "urgent urgent urgent interrupt over first first first over urgent urgent urgent ok");
}

Coro<> takes(ThreadSafeFlag& flag, const char* word) {
  const Guard guard(word);
  co_await flag.wait();
}

// The one that goes has a flag in its hand, which is given back and goes to the next one: the
// interrupt comes before its owner knows all that ends, and an owner there ends a family as well.
TEST(InterruptLoop, ComesWhileAnOwnerLooksForWhatEnds) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeFlag flag, shared;
              Urgent urgent;
              urgent.loop.start(end_families, std::ref(flag));
              asyncio::OwnedTask<> first = asyncio::create_task(takes(shared, "first"));
              const Task<> second = asyncio::create_task(takes(shared, "second"));
              co_await asyncio::sleep_ms(0);
              shared.set();
              co_await asyncio::sleep_ms(0);  // the first has it, and has not run
              sim()->at_interrupt_point(1, [&] { flag.set(); });
              first = {};
              say("given back");
              co_await second;
              sim()->work_ms(1);
            }),
            "urgent urgent urgent interrupt over first given back second urgent urgent urgent ok");
}

Coro<> ends_with(std::unique_ptr<AtTheEnd>) { co_return; }
Coro<> holds(Coro<> inner) { co_await std::move(inner); }

/// So many, one inside another; the innermost sets the flag when it goes.
Coro<> nested_coroutines(unsigned count) {
  if (count == 1) return ends_with(std::make_unique<AtTheEnd>(+[] { ending_flag->set(); }));
  return holds(nested_coroutines(count - 1));
}

/// Drops a coroutine for each flag, and says how much of its memory is not free then.
Coro<> drop_for_flags(ThreadSafeFlag& flag) {
  while (true) {
    co_await flag.wait();
    const std::size_t before = asyncio::FramePool::current().used();
    {
      const Coro<> dropped = says("never");
    }
    say("left", asyncio::FramePool::current().used() - before);
  }
}

// The first loop destroys as many coroutines inside one another as there may be: the next one would
// be put off until the outermost is gone.
TEST(InterruptLoop, ComesInTheMiddleOfCoroutinesThatAreDestroyed) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeFlag flag;
              ending_flag = &flag;
              Urgent urgent;
              urgent.loop.start(drop_for_flags, std::ref(flag));
              {
                const Coro<> dropped = nested_coroutines(asyncio::kernel::nested_drops);
              }
              say("over");
              co_return;
            }),
            "left 0 over ok");
}

}  // namespace
