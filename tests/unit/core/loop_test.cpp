// SPDX-License-Identifier: MIT
// The loop: running, stopping, interrupting, and several of them.
#include "uasyncio/core/loop.hpp"

#include "tests/support/scenario.hpp"

#include <memory>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Loop;
using asyncio::SimPort;
using asyncio::Task;

namespace {

// What can be said of a loop are words for programs.
static_assert(!std::is_convertible_v<Loop&, asyncio::kernel::Scheduler&>);

TEST(Loop, WhatMainHasCutOffRunsBeforeWhatBecameReadyInThatPass) {
  words().clear();
  SimPort port;
  Loop loop(port);
  asyncio::Event event;
  auto says = [](const char* text) -> Coro<> {
    say(text);
    co_return;
  };
  auto waits = [](asyncio::Event& its) -> Coro<> {
    co_await its.wait();
    say("woken");
  };
  auto sets = [](asyncio::Event& its) -> Coro<> {
    its.set();
    co_return;
  };
  loop.create_task(waits(event));
  EXPECT_TRUE(loop.run_until_complete(value_after(1, 1)));
  loop.create_task(sets(event));
  const Task<> main = loop.create_task(says("main"));
  loop.create_task(says("cut off"));
  EXPECT_TRUE(loop.run_until_complete(main));
  EXPECT_TRUE(loop.run_until_complete(value_after(1, 1)));
  EXPECT_EQ(words(), "main cut off woken");
}

TEST(Loop, TheFailureOfTheLastTaskMayBeSeenAfterRunForever) {
  words().clear();
  SimPort port;
  Loop loop(port);
  const Task<> last = loop.create_task(failing(1));
  EXPECT_TRUE(loop.run_forever());
  EXPECT_EQ(last.error(), Error::user(1));
  loop.close();
  EXPECT_EQ(port.transcript(), "") << "nobody had to be told";
}

TEST(Loop, InterruptCancelsTheMainTaskAndItsCleanupRuns) {
  words().clear();
  SimPort port;
  Loop loop(port);
  port.at(5000, [&loop] { loop.interrupt(); });
  Coro<> main = asyncio::finally(hang("main"), cleanup("c", 5));
  EXPECT_EQ(loop.run_until_complete(std::move(main)).error(), Error::interrupted);
  EXPECT_EQ(words(), "main { c }");
  EXPECT_EQ(loop.time(), 10'000u);
  // It is over: the next run is not interrupted.
  EXPECT_EQ(*loop.run_until_complete(value_after(1, 1)), 1);
}

// An interrupt asks, as that of a watchdog's timer does.
TEST(Loop, SaysWhoseTurnItIs) {
  words().clear();
  SimPort port;
  Loop loop(port);
  const auto tell = [&loop] {
    const char* const name = loop.current_task_name();
    say(name == nullptr ? "nobody" : name);
  };
  tell();
  port.at(5'000, tell);
  port.at(15'000, tell);
  port.at(25'000, tell);
  auto works = [](SimPort& its_port) -> Coro<> {
    co_await asyncio::sleep_ms(10);
    its_port.work_ms(10);
  };
  auto waits = []() -> Coro<> { co_await asyncio::sleep_ms(30); };
  loop.create_task({.name = "worker"}, works, std::ref(port));
  EXPECT_TRUE(loop.run_until_complete(waits()));
  tell();
  EXPECT_EQ(words(), UASYNCIO_DIAGNOSTICS != 0 ? "nobody nobody worker nobody nobody"
                                               : "nobody nobody task nobody nobody");
}

// What goes answers what its own loop was sent, whichever loop runs meanwhile.
TEST(Loop, InterruptIsForTheOneThatWasAsked) {
  words().clear();
  SimPort port;
  Loop first(port), second(port);
  auto flag = std::make_unique<asyncio::ThreadSafeFlag>();
  auto waits = [&]() -> Coro<> { co_await flag->wait(); };
  auto ends = [&]() -> Coro<> {
    first.interrupt();
    flag->set();
    flag.reset();
    co_await asyncio::sleep_ms(5);
    say("goes on");
  };
  port.at(5'000, [&flag] { flag->set(); });
  EXPECT_TRUE(first.run_until_complete(waits()));
  EXPECT_TRUE(second.run_until_complete(ends()));
  EXPECT_EQ(words(), "goes on");
}

TEST(Loop, InterruptEndsRunForever) {
  words().clear();
  SimPort port;
  Loop loop(port);
  const Task<> task = loop.create_task(hang("task"));
  port.at(5000, [&loop] { loop.interrupt(); });
  EXPECT_FALSE(loop.run_forever());
  EXPECT_FALSE(task.done());
}

TEST(Loop, InterruptEndsRunForeverAlthoughTasksKeepYielding) {
  for (asyncio::Policy policy : {asyncio::Policy::round_robin, asyncio::Policy::io_first}) {
    words().clear();
    SimPort port;
    Loop loop(port, policy);
    auto busy = [](SimPort& its_port) -> Coro<> {
      constexpr int turns = 100;  // an end in any case, so that the test fails and does not hang
      for (int turn = 0; turn != turns; ++turn) {
        its_port.work_ms(1);
        co_await asyncio::sleep_ms(0);
      }
    };
    const Task<> task = loop.create_task(busy(port));
    port.at(5000, [&loop] { loop.interrupt(); });
    EXPECT_FALSE(loop.run_forever());
    EXPECT_FALSE(task.done());
    EXPECT_LE(loop.time(), 6'000u);
  }
}

TEST(Loop, SeveralLoopsLiveInOneThread) {
  words().clear();
  SimPort port;
  Loop first(port), second(port);
  const Task<int> a = first.create_task(value_after(1, 5));
  const Task<int> b = second.create_task(value_after(2, 5));
  EXPECT_EQ(*first.run_until_complete(a), 1);
  EXPECT_FALSE(b.done());
  EXPECT_EQ(*second.run_until_complete(b), 2);
  EXPECT_EQ(first.live_tasks() + second.live_tasks(), 0u);
}

// The original waits 3 ms at a time, for ever.
TEST(Loop, SaysThatNothingCanEverWakeItAndWhoWaits) {
  SimPort port;
  Loop loop(port);
  asyncio::Event event;
  auto waits = [](asyncio::Event& e) -> Coro<> { co_await e.wait(); };
  EXPECT_EQ(loop.run_until_complete(waits(event), {.name = "stuck"}).error(), Error::runtime);
#if UASYNCIO_DIAGNOSTICS
  EXPECT_EQ(port.transcript(),
            "uasyncio: nothing can ever wake this loop again\n"
            "uasyncio: 1 tasks at 0 ms\n"
            "  stuck: waiting for Event, for 0 ms\n");
#endif
  EXPECT_EQ(port.waits(), 1u);
  loop.close();
}

#if UASYNCIO_DIAGNOSTICS
TEST(Loop, ReportsASlowStepWithTheNameOfItsTask) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop::running()->set_slow_step_ms(10);
              auto works = [](std::uint64_t length) -> Coro<> {
                sim()->work_ms(length);
                co_return;
              };
              asyncio::create_task(works(10), {.name = "quick"});
              asyncio::create_task(works(25), {.name = "slow"});
              co_await asyncio::sleep_ms(1);
              EXPECT_EQ(sim()->transcript(),
                        "uasyncio: task 'slow' kept the loop busy for 25 ms\n");
            }),
            "ok");
}
#endif

}  // namespace
