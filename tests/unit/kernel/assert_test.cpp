// SPDX-License-Identifier: MIT
// Assertions: what breaks the kernel's rules is said where it happens. Each test breaks one rule.
#include "uasyncio/kernel/assert.hpp"

#include "tests/support/scenario.hpp"

#include <cstring>
#include <memory>
#include <thread>
#include <uasyncio/kernel/doorbell.hpp>
#include <uasyncio/kernel/exclusive_section.hpp>
#include <uasyncio/kernel/frame_pool.hpp>
#include <uasyncio/kernel/ready_queue.hpp>
#include <uasyncio/kernel/resident.hpp>
#include <uasyncio/kernel/signal.hpp>
#include <uasyncio/kernel/task_watcher.hpp>
#include <uasyncio/kernel/timer_queue.hpp>
#include <uasyncio/kernel/wait_list.hpp>

using namespace scenario;
using namespace asyncio::kernel;
using asyncio::Coro;
using asyncio::Instant;

#if UASYNCIO_ASSERTIONS
namespace {

TEST(AssertDeathTest, SaysWhereAndWhatAndWithWhichValue) {
  const int level = 7;
  EXPECT_DEATH(UASYNCIO_ASSERT(level < 3, level),
               "uasyncio: kernel/assert_test.cpp:[0-9]+: not so: level < 3 \\(level: 7\\)\n");
  EXPECT_DEATH(UASYNCIO_ASSERT(level < 3), "not so: level < 3\n");
  UASYNCIO_ASSERT(level == 7, level);
}

TEST(AssertDeathTest, ANodeIsInAWaitListOnce) {
  NodeList list;
  Node nodes[3]{};
  for (Node& node : nodes) append(list, &node);
  EXPECT_DEATH(append(list, &nodes[0]), "not so: node != list.head");
  EXPECT_DEATH(append(list, &nodes[2]), "not so: node != last");
}

TEST(AssertDeathTest, WhatIsRemovedFromAWaitListIsInIt) {
  NodeList list, other;
  Node first{}, second{};
  append(list, &first);
  append(list, &second);
  EXPECT_DEATH(remove(other, &second), "not so: list.head != nullptr");
  remove(list, &second);
  EXPECT_DEATH(remove(list, &second), "not so: node->next->previous == node");
}

TEST(AssertDeathTest, AReadyQueueIsNotPoppedWhenEmpty) {
  ReadyQueue queue;
  EXPECT_DEATH(queue.pop(), "not so: head_ != nullptr");
  Node node{};
  queue.push(&node);
  EXPECT_DEATH(queue.push(&node), "not so: end_ != &node->next");
}

TEST(AssertDeathTest, ATimerIsInItsQueueOnce) {
  LinkedTimers linked;
  PackedTimers packed;
  TimerNode node;
  node.deadline = asyncio::at_microseconds(1);
  EXPECT_DEATH(linked.pop(), "not so: root_ != nullptr");
  EXPECT_DEATH(linked.remove(&node), "not so: root_ != nullptr");
  EXPECT_DEATH(packed.pop(), "not so: first_ != nullptr");
  EXPECT_DEATH(packed.remove(&node), "not so: first_ != nullptr");
  linked.push(&node);
  EXPECT_DEATH(linked.push(&node), "not so: node != nullptr && node != root_");
  linked.pop();
  packed.push(&node);
  EXPECT_DEATH(packed.push(&node), "not so: node != nullptr && node != first_");
}

TEST(AssertDeathTest, ABlockIsFreedOnce) {
  alignas(16) unsigned char memory[1024];
  asyncio::FramePool pool(memory, sizeof memory);
  void* const block = pool.allocate(48);
  void* const other = pool.allocate(64);
  pool.deallocate(block, 48);
  EXPECT_DEATH(pool.deallocate(block, 48), "not so: free_\\[index\\] != block");
  pool.deallocate(other, 64);
  EXPECT_DEATH(pool.deallocate(other, 96),
               "not so: in_use\\(\\) >= grains \\* grain \\(grains: 6\\)");
}

TEST(AssertDeathTest, ARecordIsFreedOnce) {
  alignas(16) unsigned char memory[4096];
  asyncio::FramePool pool(memory, sizeof memory);
  TaskHeader* const task = pool.allocate_task();
  ASSERT_NE(task, nullptr);
  task->state = State::ended;
  pool.deallocate_task(task);
  EXPECT_DEATH(pool.deallocate_task(task), "not so: task->state != State::free");
}

TEST(AssertDeathTest, AWalkGoesOnFromATaskThatIsThere) {
  alignas(16) unsigned char memory[4096];
  asyncio::FramePool pool(memory, sizeof memory);
  TaskHeader* const task = pool.allocate_task();
  ASSERT_NE(task, nullptr);
  task->state = State::ended;
  EXPECT_EQ(pool.next_task(nullptr), task);
  pool.deallocate_task(task);
  EXPECT_DEATH((void)pool.next_task(task), "not so: task == nullptr \\|\\| task->state != ");
}

#if UASYNCIO_POOL_SWEEP
TEST(AssertDeathTest, WhatIsFreeIsNotWrittenTo) {
  alignas(16) unsigned char memory[256];
  asyncio::FramePool pool(memory, sizeof memory);
  void* blocks[4];
  for (void*& block : blocks) block = pool.allocate(64);
  for (void* block : {blocks[1], blocks[2]}) pool.deallocate(block, 64);
  std::memset(blocks[2], 0, 64);
  EXPECT_DEATH(pool.allocate(128), "not so: block->grains != 0");
}
#endif

TEST(AssertDeathTest, AnExclusiveSectionDoesNotNest) {
  Exclusion exclusion;
  const ExclusiveSection section(exclusion);
  EXPECT_DEATH(ExclusiveSection{exclusion}, "not so: exclusion.holder_.load.* != this_thread");
}

TEST(AssertDeathTest, AHandOverIsStruckOffOnce) {
  HandOver giver{nullptr};
  TimerNode task;
  giver.enlist(&task);
  giver.strike_off(&task);
  EXPECT_DEATH(giver.strike_off(&task), "not so: given != 0");
}

TEST(AssertDeathTest, ATaskIsGivenOneThingAtATime) {
  HandOver giver{nullptr};
  TimerNode task;
  giver.enlist(&task);
  EXPECT_DEATH(giver.enlist(&task), "not so: task != first_given");
}

TEST(AssertDeathTest, AWatcherWatchesOneTask) {
  EXPECT_DEATH(played([]() -> Coro<> {
                 const auto task = asyncio::create_task(asyncio::sleep_ms(1));
                 TaskWatcher watcher;
                 const TaskWatcher::Ended ended = [](Watcher*, TaskHeader*) noexcept {};
                 TaskHeader* const header = asyncio::detail::InsideTask::header(task);
                 watcher.start(header, ended);
                 watcher.start(header, ended);
                 co_return;
               }),
               "not so: watched == nullptr && ended != nullptr");
}

TEST(AssertDeathTest, WhatIsFreedIsABlock) {
  alignas(16) unsigned char memory[1024];
  asyncio::FramePool pool(memory, sizeof memory);
  EXPECT_DEATH(pool.deallocate(nullptr, 48), "not so: block != nullptr \\(size: 48\\)");
  EXPECT_DEATH(pool.deallocate(memory + 1, 48), "not so: .*block.* % grain == 0");
}

TEST(AssertDeathTest, AReadyTaskIsNotMadeReadyAgain) {
  EXPECT_DEATH(played([]() -> Coro<> {
                 Scheduler& scheduler = *Scheduler::running();
                 auto task = asyncio::create_task(asyncio::sleep_ms(1));
                 scheduler.make_ready(asyncio::detail::InsideTask::header(task));
                 co_await asyncio::sleep_ms(0);
               }),
               "not so: task->state != State::ready && !task->done\\(\\) \\(task->state: 0\\)");
}

TEST(AssertDeathTest, ACleanupEndsOnce) {
  EXPECT_DEATH(played([]() -> Coro<> {
                 Scheduler::running()->unshield();
                 co_return;
               }),
               "not so: current_->shield_depth != 0");
}

TEST(AssertDeathTest, AResultWithoutAValueHasAFailure) {
  EXPECT_DEATH((void)asyncio::Result<int>(Failure::none()), "not so: !ok\\(\\)");
}

TEST(AssertDeathTest, AnAwaiterGoesOnWithOneFrame) {
  EXPECT_DEATH(played([]() -> Coro<> {
                 Scheduler& scheduler = *Scheduler::running();
                 scheduler.continue_with(scheduler.current()->leaf);
                 scheduler.continue_with(scheduler.current()->leaf);
                 co_return;
               }),
               "not so: frame != nullptr && next_ == nullptr");
}

TEST(AssertDeathTest, AnAwaiterDoesNotSuspendTwice) {
  struct Twice {
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      Frame* const waiting = asyncio::detail::frame_of(awaiting);
      Scheduler::running()->sleep(asyncio::from_microseconds(1000), waiting);
      Scheduler::running()->sleep(asyncio::from_microseconds(2000), waiting);
    }
    void await_resume() const noexcept {}
  };
  EXPECT_DEATH(played([]() -> Coro<> { co_await Twice(); }),
               "not so: task->state == State::running \\(task->state: 2\\)");
}

/// Wakes a task of another thread's loop, which only what is thread-safe may do.
TEST(AssertDeathTest, TasksBelongToTheThreadOfTheirLoop) {
  EXPECT_DEATH(played([]() -> Coro<> {
                 asyncio::Event event;
                 auto waiter = asyncio::create_task(event.wait());
                 co_await asyncio::sleep_ms(0);
                 std::thread([&event] { event.set(); }).join();
                 co_await waiter;
               }),
               "not so: is_owner\\(\\)");
}

TEST(AssertDeathTest, AWaitListIsLinkedBothWays) {
  NodeList list;
  Node nodes[3]{};
  for (Node& node : nodes) append(list, &node);
  nodes[1].previous = &nodes[2];
  EXPECT_DEATH((void)take_first(list), "not so: first->next->previous == first");
}

TEST(AssertDeathTest, WhatIsPostedHasAnAnswer) {
  SignalQueue queue;
  Signal signal(nullptr);
  queue.push(signal);
  EXPECT_DEATH((void)queue.take_all(), "not so: .*newest->answer != nullptr");
}

TEST(AssertDeathTest, AVisitEndsOnce) {
  EXPECT_DEATH(played([]() -> Coro<> {
                 Resident resident;
                 resident.move_to(Scheduler::running());
                 const Visit visit(resident);
                 visit.~Visit();
                 co_return;
               }),
               "not so: visits > 0 \\(visits: 0\\)");
}

TEST(AssertDeathTest, ABlockThatIsFreeIsNotWrittenTo) {
  alignas(16) unsigned char memory[1024];
  asyncio::FramePool pool(memory, sizeof memory);
  void* const block = pool.allocate(48);
  pool.deallocate(block, 48);
  static_cast<std::size_t*>(block)[1] = 0;
  EXPECT_DEATH((void)pool.allocate(48), "not so: block == nullptr .* block->grains == index");
}

TEST(AssertDeathTest, APoolThatIsCurrentDoesNotGo) {
  EXPECT_DEATH(
      {
        asyncio::FramePool pool;
        asyncio::FramePool::exchange_current(&pool);
      },
      "not so: current_ != this");
}

TEST(AssertDeathTest, AFailureIsAnError) {
  EXPECT_DEATH((void)Failure(asyncio::Error()).error(), "not so: static_cast<bool>\\(plain\\)");
}

/// Waits in a list that gives.
class WaitIn {
 public:
  explicit WaitIn(GivingList& list) noexcept : list_(list) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
    Scheduler::running()->wait_in(list_, asyncio::detail::frame_of(awaiting));
  }
  void await_resume() const noexcept {}

 private:
  GivingList& list_;
};

[[maybe_unused]] Coro<> wait_in(GivingList& list) { co_await WaitIn(list); }

TEST(AssertDeathTest, WhoGivesCanTakeBack) {
  EXPECT_DEATH(played([]() -> Coro<> {
                 GivingList list("nothing", nullptr);
                 const auto task = asyncio::create_task(wait_in(list));
                 co_await asyncio::sleep_ms(0);
                 list.give();
               }),
               "not so: take_back != nullptr");
}

/// A port whose clock runs back, or which gives up although a deadline is to come.
class BrokenPort final : public asyncio::Port {
 public:
  explicit BrokenPort(bool gives_up) noexcept : Port(0), gives_up_(gives_up) {
    looks_every_pass_ = true;
  }
  Instant now() noexcept override { return time_; }
  bool wait(Instant deadline) noexcept override {
    if (gives_up_) return false;
    time_ = deadline > asyncio::at_microseconds(5000) ? Instant{} : deadline;
    return true;
  }

 private:
  bool gives_up_;
  Instant time_ = asyncio::at_microseconds(100);
};

[[maybe_unused]] void sleep_on(bool gives_up) {
  BrokenPort port(gives_up);
  asyncio::Loop loop(port);
  (void)loop.run_until_complete(asyncio::sleep_ms(10));
}

TEST(AssertDeathTest, APortDoesNotGiveUpWhileADeadlineIsToCome) {
  EXPECT_DEATH(sleep_on(true), "not so: can_wake \\|\\| deadline == never \\(deadline: 10100\\)");
}

TEST(AssertDeathTest, AClockDoesNotRunBack) {
  EXPECT_DEATH(sleep_on(false), "not so: last_look_ >= start \\(start: 100\\)");
}

}  // namespace
#endif
