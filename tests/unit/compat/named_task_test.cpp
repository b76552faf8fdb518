// SPDX-License-Identifier: MIT
// NamedTask: unique names, and names that go with their tasks.
#include "tests/support/scenario.hpp"

#include <uasyncio/compat/named_task.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::NamedTask;

namespace {

const char* running(const char* name) { return NamedTask::is_running(name) ? "running" : "gone"; }

}  // namespace

TEST(NamedTask, IsFoundFromItsCreationToItsEnd) {
  EXPECT_EQ(played([]() -> Coro<> {
              say(running("reader"));
              NamedTask reader("reader", value_after(5, 2));
              say(running("reader"), reader.error().name());
              co_await reader;
              say(running("reader"), reader.task<int>().result());
              say(reader.task<char>().error().name());
              NamedTask again("reader", value_after, 6, 1);
              say(co_await again.task<int>());
            }),
            "gone running no error gone 5 RuntimeError 6 ok");
}

TEST(NamedTask, ANameIsUniqueByItsText) {
  EXPECT_EQ(played([]() -> Coro<> {
              const std::string text = "same";
              NamedTask first("same", hang("first"));
              NamedTask second(text.c_str(), hang("never"));
              say(second.error().name());
              auto await_it = [&]() -> Coro<> { co_await second; };
              say((co_await asyncio::as_result(await_it())).error().name());
              say(co_await NamedTask::cancel(text.c_str()) ? "cancelled" : "?");
            }),
            "ValueError RuntimeError cancelled ok");
}

TEST(NamedTask, CancelWaitsForTheCleanup) {
  EXPECT_EQ(played([]() -> Coro<> {
              NamedTask task("t", asyncio::finally(hang("h"), cleanup("c", 3)));
              co_await asyncio::sleep_ms(1);
              say(co_await NamedTask::cancel("t") ? "true" : "false", now_ms(), running("t"));
              say(co_await NamedTask::cancel("t") ? "true" : "false");
            }),
            "h { c } true 4 gone false ok");
}

TEST(NamedTask, TheNameIsFreeHoweverTheTaskEnds) {
  EXPECT_EQ(played([]() -> Coro<> {
              {
                NamedTask fails("n", failing(1));
                (void)co_await asyncio::as_result(fails.task<void>());
                say(running("n"));
              }
              {
                NamedTask never_starts("n", hang("never"));
                say(co_await NamedTask::cancel("n") ? "true" : "false", running("n"));
              }
              for (std::size_t n = 1; n != 4; ++n) {
                asyncio::FramePool::current().fail_allocation(n);
                NamedTask none("n", value_after, 1, 1);
                asyncio::FramePool::current().fail_allocation(0);
                say(none.error().name(), running("n"));
              }
            }),
            "~failing gone true gone MemoryError gone MemoryError gone MemoryError gone ok");
}

TEST(NamedTask, ATaskMayCancelItselfByName) {
  EXPECT_EQ(played([]() -> Coro<> {
              NamedTask self("self", []() -> Coro<> {
                say(co_await NamedTask::cancel("self") ? "true" : "false");
                co_await hang("h");
              });
              co_await asyncio::sleep_ms(1);
              say(running("self"));
            }),
            "true h gone ok");
}

TEST(NamedTask, TheLoopMayBeDestroyedMeanwhile) {
  {
    asyncio::SimPort port;
    asyncio::Loop loop(port);
    auto make = []() -> Coro<> {
      NamedTask left("left", hang("left"));
      NamedTask unstarted("unstarted", hang("unstarted"));
      co_await asyncio::sleep_ms(0);
    };
    EXPECT_TRUE(loop.run_until_complete(make()));
    EXPECT_TRUE(NamedTask::is_running("left"));
  }
  EXPECT_FALSE(NamedTask::is_running("left"));
  EXPECT_FALSE(NamedTask::is_running("unstarted"));
  EXPECT_EQ(asyncio::FramePool::current().used(), 0u);
}
