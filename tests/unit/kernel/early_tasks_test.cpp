// SPDX-License-Identifier: MIT
// Tasks that are created while no loop runs: kept for the next one, or told.
#include "tests/support/scenario.hpp"

#include <thread>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Loop;
using asyncio::Task;

namespace {

Coro<> steps(const char* text) {
  for (int step = 0; step != 2; ++step) {
    say(text);
    co_await asyncio::sleep_ms(0);
  }
}

class EarlyTasks : public testing::Test {
 protected:
  EarlyTasks() { words().clear(); }
  ~EarlyTasks() override { EXPECT_FALSE(asyncio::kernel::EarlyTasks::any()); }
  const std::size_t used_before = asyncio::FramePool::current().used();
};

TEST_F(EarlyTasks, RunBeforeMainInTheOrderOfTheirCreation) {
  const Task<> first = asyncio::create_task(steps("a"), {.name = "first"});
  asyncio::create_task(steps, "b");
  EXPECT_TRUE(first);
  EXPECT_FALSE(first.done());
  EXPECT_EQ(first.error(), Error::none);
  EXPECT_STREQ(first.name(), "first");
  EXPECT_EQ(words(), "");
  asyncio::run(steps("main"));
  EXPECT_EQ(words(), "a b main a b main");
  EXPECT_TRUE(first.done());
  EXPECT_FALSE(first.cancelled());
}

TEST_F(EarlyTasks, AreAwaitedAndGiveTheirValue) {
  const Task<int> early = asyncio::create_task(value_after(5, 1));
  auto main = [](Task<int> task) -> Coro<int> { co_return co_await task; };
  EXPECT_EQ(asyncio::run(main(early)), 5);
  EXPECT_EQ(early.result(), 5);
}

TEST_F(EarlyTasks, ThatAreCancelledNeverStart) {
  const Task<> early = asyncio::create_task(says("never"));
  EXPECT_TRUE(early.cancel());
  EXPECT_FALSE(early.done());
  asyncio::run(says("main"));
  EXPECT_TRUE(early.cancelled());
  EXPECT_EQ(words(), "main");
}

TEST_F(EarlyTasks, GoToTheNextRunOfWhateverLoop) {
  asyncio::SimPort port;
  Loop loop(port);
  loop.create_task(says("own"));
  asyncio::create_task(says("early"));
  EXPECT_TRUE(loop.run_until_complete(says("main")));
  EXPECT_EQ(words(), "early own main");
  words().clear();
  asyncio::create_task(says("between"));
  EXPECT_TRUE(loop.run_forever());
  EXPECT_EQ(words(), "between");
  words().clear();
  asyncio::create_task(says("failed"));
  EXPECT_TRUE(asyncio::get_event_loop().run_until_complete(says("main")));
  EXPECT_EQ(words(), "failed main");
}

TEST_F(EarlyTasks, AreDestroyedByANewEventLoop) {
  const Task<> early = asyncio::create_task(hang("never started"));
  asyncio::new_event_loop();
  EXPECT_TRUE(early.cancelled());
  EXPECT_FALSE(early.cancel());
  EXPECT_EQ(words(), "");
}

TEST_F(EarlyTasks, WithoutMemoryFailAndAreReported) {
  testing::internal::CaptureStderr();
  asyncio::FramePool::current().fail_allocation(1);
  const Task<> no_frame = asyncio::create_task(says("never"), {.name = "one"});
  asyncio::FramePool::current().fail_allocation(2);
  const Task<> no_record = asyncio::create_task(says("never"), {.name = "two"});
  EXPECT_EQ(no_frame.error(), Error::memory);
  EXPECT_EQ(no_record.error(), Error::memory);
  const std::string report = testing::internal::GetCapturedStderr();
  EXPECT_NE(report.find("uasyncio: no memory for a task: task 'one': MemoryError"),
            std::string::npos)
      << report;
  EXPECT_NE(report.find("uasyncio: no memory for a task: task 'two': MemoryError"),
            std::string::npos)
      << report;
}

TEST_F(EarlyTasks, OfAThreadGoWithItAndAreReported) {
  testing::internal::CaptureStderr();
  auto held = std::make_shared<int>(1);
  std::thread([&held] {
    auto keeps = [](std::shared_ptr<int>) -> Coro<> { co_return; };
    asyncio::create_task(keeps(held), {.name = "blink"});
    asyncio::create_task(keeps(held));
  }).join();
  EXPECT_EQ(held.use_count(), 1);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "uasyncio: task 'blink' never ran: it was created outside of a loop, and no run came "
            "after it\nuasyncio: task 'task' never ran: it was created outside of a loop, and no "
            "run came after it\n");
}

TEST_F(EarlyTasks, ThatNoRunTookAreReportedAtTheEndOfTheProgram) {
  auto program = []() noexcept {
    static Task<> kept;  // its handle goes after the thread's memory
    kept = asyncio::create_task(says("never"), {.name = "blink"});
    std::exit(0);
  };
  EXPECT_EXIT(program(), testing::ExitedWithCode(0), "task 'blink' never ran");
}

}  // namespace
