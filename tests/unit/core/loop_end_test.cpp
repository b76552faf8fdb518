// SPDX-License-Identifier: MIT
// The end of a loop: closed or destroyed with tasks in every state.
#include "tests/support/scenario.hpp"

#include <memory>
#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::Loop;
using asyncio::Policy;
using asyncio::SimPort;
using asyncio::Task;

namespace {

Coro<> in_every_state(asyncio::Event& event, asyncio::ThreadSafeFlag& flag,
                      std::vector<Task<>>& tasks) {
  auto waits = [](asyncio::Event& e) -> Coro<> {
    Guard guard("listed");
    co_await e.wait();
  };
  auto waits_outside = [](asyncio::ThreadSafeFlag& f) -> Coro<> {
    Guard guard("outside");
    co_await f.wait();
  };
  auto low = []() -> Coro<> {
    Guard guard("low");
    co_await asyncio::after_ms(1'000'000);
  };
  auto awaits = [](Task<> task) -> Coro<> {
    Guard guard("awaiting");
    co_await task;
  };
  auto awaits_shielded = [](Task<> task) -> Coro<> {
    Guard guard("shielded");
    co_await asyncio::shield(task);
  };
  auto awaits_quietly = [](Task<> task) -> Coro<> {
    Guard guard("quietly");
    (void)co_await asyncio::cancel_and_wait(task);
  };
  auto gathers = [](Task<> task) -> Coro<> {
    Guard guard("composite");
    co_await asyncio::gather(task, hang("child"));
  };
  auto limited = []() -> Coro<> {
    Guard guard("limited");
    co_await asyncio::wait_for(hang("inner"), 1'000'000);
  };
  auto fails = []() -> Coro<> { co_await asyncio::fail(asyncio::Error::value); };
  tasks.push_back(asyncio::create_task(hang("sleeping")));
  const Task<> target = tasks.back();
  tasks.push_back(asyncio::create_task(waits(event)));
  tasks.push_back(asyncio::create_task(waits_outside(flag)));
  tasks.push_back(asyncio::create_task(low()));
  tasks.push_back(asyncio::create_task(awaits(target)));
  tasks.push_back(asyncio::create_task(awaits_shielded(target)));
  Task<> stubborn = asyncio::create_task(asyncio::finally(hang("body"), hang("cleanup")));
  tasks.push_back(stubborn);
  tasks.push_back(asyncio::create_task(awaits_quietly(stubborn)));
  tasks.push_back(asyncio::create_task(gathers(target)));
  tasks.push_back(asyncio::create_task(limited()));
  tasks.push_back(Loop::running()->call_later_ms(1'000'000, [] { say("called"); }));
  co_await asyncio::sleep_ms(5);
  Task<> ended = asyncio::create_task([]() -> Coro<> { co_return; });
  co_await ended;
  tasks.push_back(ended);
  asyncio::create_task(fails());  // its report is pending when the loop ends
  tasks.push_back(asyncio::create_task(hang("not started")));
  tasks.push_back(asyncio::create_task(hang("not started either")));
  tasks.back().cancel();
}

void end_in_every_state(Policy policy, bool closes) {
  words().clear();
  const std::size_t used = asyncio::FramePool::current().used();
  {
    SimPort port;
    asyncio::Event event;
    asyncio::ThreadSafeFlag flag;
    std::vector<Task<>> tasks;
    auto loop = std::make_unique<Loop>(port, policy);
    EXPECT_TRUE(loop->run_until_complete(in_every_state(event, flag, tasks)).ok());
    words().clear();
    if (closes) {
      loop->close();
      EXPECT_EQ(loop->live_tasks(), 0u);
    }
    loop.reset();
    for (const Task<>& task : tasks) {
      EXPECT_TRUE(task.done());
      EXPECT_FALSE(task.cancel());
    }
    for (const char* name : {"sleeping", "listed", "outside", "low", "awaiting", "shielded",
                             "quietly", "composite", "child", "limited", "inner", "cleanup"}) {
      EXPECT_NE(words().find(name), std::string::npos) << name << " in: " << words();
    }
    EXPECT_EQ(words().find("called"), std::string::npos);
  }
  EXPECT_EQ(asyncio::FramePool::current().used(), used);
}

TEST(LoopEnd, ClosingEndsTasksInEveryState) {
  end_in_every_state(Policy::round_robin, true);
  end_in_every_state(Policy::io_first, true);
}

TEST(LoopEnd, DestructionEndsTasksInEveryState) {
  end_in_every_state(Policy::round_robin, false);
  end_in_every_state(Policy::io_first, false);
}

TEST(LoopEnd, ATaskCreatedWhileClosingIsCancelledBeforeItStarts) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task([]() -> Coro<> {
                asyncio::on_cancel create([] {
                  asyncio::create_task(says("never"));
                  asyncio::Loop::running()->call_later_ms(1, [] { say("never"); });
                  asyncio::Loop::running()->call_after_ms(1, [] { say("never"); });
                });
                co_await hang("task");
              });
              co_await asyncio::sleep_ms(1);
            }),
            "ok task");
}

TEST(LoopEnd, ACleanupThatWaitsForWhatNeverComesIsToldAndCancelledToo) {
  std::string told;
  auto waits = [&told]() -> Coro<> {
    asyncio::Event never("godot");
    auto end = co_await asyncio::as_outcome(never.wait());
    say(end.cancelled() ? "given up" : "not");
    told = sim()->transcript();
  };
  auto safe = [&waits]() -> Coro<> { co_await asyncio::finally(hang("task"), waits()); };
  EXPECT_EQ(played([&safe]() -> Coro<> {
              asyncio::create_task({.name = "safe"}, safe);
              co_await asyncio::sleep_ms(1);
            }),
            "ok task given up");
#if UASYNCIO_DIAGNOSTICS
  EXPECT_EQ(told,
            "uasyncio: closing: these tasks cannot end by themselves; cancelling again\n"
            "uasyncio: 1 tasks at 1 ms\n"
            "  safe: waiting for godot, for 1 ms, cancel requested, in a cleanup\n");
#endif
}

TEST(LoopEnd, DestructorsThatCreateTasksWithoutEndDoNotHangIt) {
  struct Again {
    ~Again() {
      if (is_armed) asyncio::create_task(run(std::make_unique<Again>(true)));
    }
    explicit Again(bool armed) : is_armed(armed) {}
    static Coro<> run(std::unique_ptr<Again> again) {
      co_await asyncio::sleep(1'000'000);
      again->is_armed = false;
    }
    bool is_armed;
  };
  // What is left then leaks with its pool; a pool of its own keeps that apart.
  alignas(16) static unsigned char arena[8192];
  asyncio::FramePool pool(arena, sizeof arena);
  asyncio::FramePool* const before = asyncio::FramePool::exchange_current(&pool);
  {
    SimPort port;
    Loop loop(port);
    auto main = []() -> Coro<> {
      asyncio::create_task(Again::run(std::make_unique<Again>(true)));
      co_await asyncio::sleep_ms(1);
    };
    EXPECT_TRUE(loop.run_until_complete(main()).ok());
    EXPECT_EQ(loop.live_tasks(), 1u);
    // The destructor of the loop creates and destroys many times, and gives up; the last one is
    // ended here by exhaustion.
    pool.fail_allocation(50);
  }
  asyncio::FramePool::exchange_current(before);
}

TEST(LoopEnd, CleanupsThatEndTogetherUnderIoFirstAllEnd) {
  words().clear();
  SimPort port;
  {
    Loop loop(port, Policy::io_first);
    auto main = []() -> Coro<> {
      for (int count = 0; count != 20; ++count) {
        Coro<> work = asyncio::finally(hang("body"), cleanup("end", 5));
        asyncio::create_task(std::move(work));
      }
      // Keeps the loop busy, so that the others are urgent when they wake.
      auto busy = []() -> Coro<> {
        sim()->work_ms(10);
        co_return;
      };
      asyncio::create_task(asyncio::finally(hang("busy"), busy()));
      co_await asyncio::sleep_ms(1);
    };
    sim() = &port;
    EXPECT_TRUE(loop.run_until_complete(main()).ok());
    loop.close();
    sim() = nullptr;
    EXPECT_EQ(loop.live_tasks(), 0u);
  }
  int ended = 0;
  for (std::size_t at = 0; (at = words().find("end }", at)) != std::string::npos; ++at) ++ended;
  EXPECT_EQ(ended, 20);
  EXPECT_EQ(port.transcript(), "");
}

}  // namespace
