// SPDX-License-Identifier: MIT
// Script heaplock: what a running program does again and again takes no memory. The frame pool
// keeps what it has, and the heap is not touched.
#include "tests/support/scenario.hpp"

#include <malloc.h>

using namespace scenario;
using asyncio::Coro;
using asyncio::Event;
using asyncio::Task;

namespace {

struct Memory {
  std::size_t heap = mallinfo2().uordblks;
  std::size_t frames = asyncio::FramePool::current().used();
  friend bool operator==(const Memory&, const Memory&) = default;
};

Coro<> sleeper(int turns) {
  for (int turn = 0; turn != turns; ++turn) co_await asyncio::sleep_ms(turn % 3);
}

Coro<> ping(Event* mine, Event* other, int turns) {
  for (int turn = 0; turn != turns; ++turn) {
    co_await mine->wait();
    mine->clear();
    other->set();
  }
}

}  // namespace

TEST(HeaplockScript, SleepingSwitchingAndEventsTakeNoMemory) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event here, there;
              constexpr int turns = 200;
              Task<> tasks[] = {asyncio::create_task(sleeper(turns)),
                                asyncio::create_task(sleeper(turns)),
                                asyncio::create_task(ping(&here, &there, turns)),
                                asyncio::create_task(ping(&there, &here, turns))};
              co_await asyncio::sleep_ms(1);
              const Memory before;
              here.set();
              co_await asyncio::sleep_ms(50);
              const Memory after;
              EXPECT_EQ(before.heap, after.heap);
              for (Task<>& task : tasks) co_await task;
            }),
            "ok");
}

// A task's place and frames are used again by the next one: from the second round on there is
// nothing new.
TEST(HeaplockScript, TasksAndAwaitsOfTheSecondRoundUseTheMemoryOfTheFirst) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto round = []() -> Coro<> {
                Task<int> task = asyncio::create_task(value_after(1, 1));
                (void)co_await asyncio::gather(value_after(2, 1), value_after(3, 2));
                auto late = co_await asyncio::as_result(asyncio::wait_for_ms(value_after(4, 9), 1));
                say(co_await task, late.error().name());
                task = asyncio::create_task(value_after(1, 9));
                co_await asyncio::sleep_ms(0);
                co_await asyncio::cancel_and_wait(task);
              };
              words().reserve(500);
              co_await round();
              const std::size_t peak = asyncio::FramePool::current().peak();
              const Memory before;
              for (int more = 0; more != 5; ++more) co_await round();
              EXPECT_EQ(before, Memory());
              EXPECT_EQ(asyncio::FramePool::current().peak(), peak);
              words().clear();
            }),
            "ok");
}
