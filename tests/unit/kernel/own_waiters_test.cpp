// SPDX-License-Identifier: MIT
// What a primitive touches that goes or lets its waiters go: those, and not one of the many tasks
// that wait for other primitives. All of these lie in memory that tells who touches it.
#include "uasyncio/kernel/wait_list.hpp"

#include "tests/support/scenario.hpp"
#include "tests/support/watched_memory.hpp"

#include <deque>
#include <optional>
#include <vector>

using namespace scenario;
using asyncio::Condition;
using asyncio::Coro;
using asyncio::Event;
using asyncio::Lock;
using asyncio::kernel::CatchPoint;
using asyncio::kernel::Frame;
using asyncio::kernel::TaskHeader;

namespace {

constexpr int other_primitives = 100;
constexpr int waiters_of_each = 100;
constexpr int many = other_primitives * waiters_of_each;
constexpr std::size_t pages = 4'096;
constexpr std::size_t largest_frame = 1'024;

using ShortQueue = asyncio::Queue<int, 1>;
struct LargeBarrier : asyncio::Barrier<> {
  LargeBarrier() : asyncio::Barrier<>(2 * waiters_of_each) {}
};

Coro<> waits_for(Event& event) { co_await event.wait(); }
Coro<> waits_for(Lock& lock) {
  co_await lock.acquire();
  lock.release();
}
Coro<> waits_for(ShortQueue& queue) { (void)co_await asyncio::as_result(queue.get()); }
Coro<> waits_for(Condition& condition) {
  co_await condition.acquire();
  (void)co_await condition.wait();
  condition.release();
}
Coro<> waits_for(LargeBarrier& barrier) { (void)co_await asyncio::as_result(barrier.wait()); }

/// So that who comes waits.
template <class Primitive>
void prepare(Primitive&) {}
void prepare(Lock& lock) { EXPECT_TRUE(lock.try_acquire()); }

void let_go(Event& event) { event.set(); }
void let_go(Lock& lock) { lock.release(); }
void let_go(ShortQueue& queue) { queue.shutdown(); }
void let_go(Condition& condition) {
  EXPECT_TRUE(condition.try_acquire());
  condition.notify_all();
  condition.release();
}
void let_go(LargeBarrier& barrier) { barrier.abort(); }

TaskHeader* record_of(const asyncio::AnyTask& task) {
  return asyncio::detail::InsideTask::header(task);
}

/// The record and the frames of a task may be touched.
void spare(WatchedMemory& memory, TaskHeader* task) {
  memory.spare(task, sizeof *task);
  for (Frame* frame = task->leaf; frame != nullptr;) {
    memory.spare(frame, largest_frame);
    const CatchPoint* const point = frame->parent.catch_point();
    frame = point != nullptr ? point->frame : frame->parent.frame();
  }
}

enum class Place { first, last };

/// How many pages of the others are touched when `end` ends what one task waits for, and by that
/// task then.
template <class Primitive, class End>
int pages_touched(Place place, End end) {
  WatchedMemory memory(pages);
  asyncio::FramePool pool(memory.data(), memory.size());
  asyncio::FramePool* const before = asyncio::FramePool::exchange_current(&pool);
  int touched = -1;
  const std::string said = played([&]() -> Coro<> {
    std::optional<Primitive> its(std::in_place);
    prepare(*its);
    std::deque<Primitive> others(other_primitives);
    std::vector<asyncio::AnyTask> tasks;
    asyncio::AnyTask waiter;
    if (place == Place::first) waiter = asyncio::create_task(waits_for(*its));
    for (Primitive& other : others) {
      prepare(other);
      for (int n = 0; n != waiters_of_each; ++n) {
        tasks.push_back(asyncio::create_task(waits_for(other)));
      }
    }
    if (place == Place::last) waiter = asyncio::create_task(waits_for(*its));
    co_await asyncio::sleep_ms(0);

    spare(memory, record_of(asyncio::current_task()));
    spare(memory, record_of(waiter));
    int watched = 0;
    for (const asyncio::AnyTask& task : tasks) watched += memory.spares(record_of(task)) ? 0 : 1;
    EXPECT_GT(watched, many * 9 / 10);
    memory.watch();
    end(its);
    co_await asyncio::sleep_ms(0);
    touched = memory.unwatch();

    EXPECT_TRUE(waiter.done());
    for (Primitive& other : others) let_go(other);
    co_await asyncio::sleep_ms(1);
  });
  EXPECT_EQ(said, "ok");
  asyncio::FramePool::exchange_current(before);
  return touched;
}

template <class Primitive>
class OwnWaiters : public testing::Test {};
using Primitives = testing::Types<Event, Lock, ShortQueue, Condition, LargeBarrier>;
TYPED_TEST_SUITE(OwnWaiters, Primitives);

TYPED_TEST(OwnWaiters, AreAllThatIsTouchedWhenTheirPrimitiveGoes) {
  for (const Place place : {Place::first, Place::last}) {
    EXPECT_EQ(pages_touched<TypeParam>(place, [](auto& primitive) { primitive.reset(); }), 0);
  }
}

TYPED_TEST(OwnWaiters, AreAllThatIsTouchedWhenTheirPrimitiveLetsThemGo) {
  for (const Place place : {Place::first, Place::last}) {
    EXPECT_EQ(pages_touched<TypeParam>(place, [](auto& primitive) { let_go(*primitive); }), 0);
  }
}

}  // namespace
