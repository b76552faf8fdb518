// SPDX-License-Identifier: MIT
// Of kernel/scheduler_dump.cpp: the table of tasks, a line for each kind of state.
#include "tests/support/scenario.hpp"

#include <algorithm>
#include <sstream>
#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::Loop;
using asyncio::Task;

namespace {

#if UASYNCIO_DIAGNOSTICS
/// What the running loop's table says, its tasks in the order of their names: in the table they
/// stand as their records lie.
std::string table() {
  sim()->clear_transcript();
  Loop::running()->dump();
  std::istringstream text(sim()->transcript());
  std::string head;
  std::getline(text, head);
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  std::sort(lines.begin(), lines.end());
  for (const std::string& line : lines) head += "\n" + line;
  return head;
}

/// Prints the table when it is destroyed.
struct TableAtTheEnd {
  TableAtTheEnd() = default;
  TableAtTheEnd(const TableAtTheEnd&) = delete;
  TableAtTheEnd& operator=(const TableAtTheEnd&) = delete;
  ~TableAtTheEnd() { say(table()); }
};

TEST(Dump, SaysOfEachTaskWhatItWaitsFor) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Event event;
              asyncio::ThreadSafeFlag flag;
              const Task<> sleeps = asyncio::create_task(pauses(1000), {.name = "sleeps"});
              auto endless = []() -> Coro<> { co_await asyncio::sleep(asyncio::never); };
              asyncio::create_task(endless(), {.name = "endless"});
              auto low = []() -> Coro<> { co_await asyncio::after_ms(50); };
              asyncio::create_task(low(), {.name = "low"});
              auto waits = [](auto& primitive) -> Coro<> { co_await primitive.wait(); };
              asyncio::create_task(waits(event));
              asyncio::create_task(waits(flag), {.name = "outside"});
              auto awaits = [](Task<> task) -> Coro<> { co_await task; };
              asyncio::create_task(awaits(sleeps), {.name = "awaits"});
              auto shields = [](Task<> task) -> Coro<> { co_await asyncio::shield(task); };
              asyncio::create_task(shields(sleeps), {.name = "shields"});
              auto several = [](Task<> task) -> Coro<> { co_await asyncio::gather(task); };
              asyncio::create_task(several(sleeps), {.name = "several"});
              auto quiet = [](Task<> task) -> Coro<> { co_await asyncio::cancel_and_wait(task); };
              auto stays = []() -> Coro<> {
                co_await asyncio::finally(pauses(1000), pauses(1000));
              };
              const Task<> cleans = asyncio::create_task(stays(), {.name = "cleans"});
              co_await asyncio::sleep_ms(5);
              asyncio::create_task(quiet(cleans), {.name = "quiet"});
              co_await asyncio::sleep_ms(5);
              cleans.cancel();
              co_await asyncio::sleep_ms(10);
              EXPECT_EQ(table(),
                        "uasyncio: 11 tasks at 20 ms\n"
                        "  awaits: waiting for task 'sleeps', for 20 ms\n"
                        "  cleans: sleeping, due in 985 ms, for 15 ms, cancel requested,"
                        " in a cleanup\n"
                        "  endless: sleeping for ever, for 20 ms\n"
                        "  low: sleeping at low priority, due in 30 ms, for 20 ms\n"
                        "  main: running\n"
                        "  outside: waiting for ThreadSafeFlag, for 20 ms\n"
                        "  quiet: waiting for task 'cleans', for 15 ms\n"
                        "  several: waiting for several tasks, for 20 ms\n"
                        "  shields: waiting for task 'sleeps', for 20 ms\n"
                        "  sleeps: sleeping, due in 980 ms, for 20 ms\n"
                        "  task: waiting for Event, for 20 ms");
            }),
            "ok");
}

TEST(Dump, SaysOfWhatIsReadyHowItEnds) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto gathers = []() -> Coro<> { co_await asyncio::gather(fails_after(1)); };
              const Task<> fails = asyncio::create_task(gathers(), {.name = "fails"});
              const Task<> child = asyncio::create_task(pauses(1000), {.name = "child"});
              auto awaits = [](Task<> task) -> Coro<> { co_await task; };
              const Task<> waiter = asyncio::create_task(awaits(child), {.name = "waiter"});
              for (int turn = 0; turn != 2; ++turn) co_await asyncio::sleep_ms(0);
              co_await asyncio::sleep_ms(1);  // it wakes behind the coroutine that fails
              waiter.cancel();
              EXPECT_EQ(table(),
                        "uasyncio: 4 tasks at 1 ms\n"
                        "  child: ready, for 1 ms, cancel requested\n"
                        "  fails: ready, for 1 ms, fails with OSError 5\n"
                        "  main: running\n"
                        "  waiter: waiting for task 'child', for 1 ms, cancel requested");
              co_await asyncio::sleep_ms(0);  // the failure of a cancelled child is no news
              EXPECT_EQ(table(),
                        "uasyncio: 2 tasks at 1 ms\n"
                        "  main: running\n"
                        "  waiter: ready, for 1 ms, cancel requested");
            }),
            "ok");
}

TEST(Dump, OfOneThatIsJustBeingCancelledHasNoFailure) {
  auto child = []() -> Coro<> {
    const TableAtTheEnd end;
    co_await asyncio::sleep(100);
  };
  EXPECT_EQ(played([&]() -> Coro<> {
              const Task<> cancelled = asyncio::create_task(child(), {.name = "child"});
              co_await asyncio::sleep_ms(2);
              cancelled.cancel();
              co_await asyncio::sleep_ms(5);
            }),
            "uasyncio: 2 tasks at 2 ms\n"
            "  child: running, cancel requested\n"
            "  main: sleeping, due in 5 ms, for 0 ms ok");
}

TEST(Dump, LeavesOutWhatHasEndedAndTasksOfOtherLoops) {
  asyncio::SimPort port;
  Loop other(port);
  const Task<> elsewhere = other.create_task(pauses(1), {.name = "elsewhere"});
  EXPECT_EQ(played([]() -> Coro<> {
              const Task<> over = asyncio::create_task(says("over"), {.name = "over"});
              co_await over;
              EXPECT_EQ(table(), "uasyncio: 1 tasks at 0 ms\n  main: running");
            }),
            "over ok");
}

TEST(Dump, SaysWhoIsEndedByItsOwner) {
  auto family = []() -> Coro<> {
    auto child = []() -> Coro<> {
      const TableAtTheEnd end;
      co_await asyncio::sleep(100);
    };
    const asyncio::OwnedTask<> owned = asyncio::create_task(child(), {.name = "child"});
    co_await asyncio::sleep(100);
  };
  EXPECT_EQ(played([&]() -> Coro<> {
              const asyncio::OwnedTask<> owned = asyncio::create_task(family(), {.name = "family"});
              co_await asyncio::sleep_ms(2);
            }),
            "uasyncio: 3 tasks at 2 ms\n"
            "  child: being ended, for 2 ms\n"
            "  family: being ended, for 2 ms\n"
            "  main: running ok");
}
#endif

}  // namespace
