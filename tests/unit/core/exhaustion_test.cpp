// SPDX-License-Identifier: MIT
// Running out of memory: every single allocation of a scenario that uses everything fails in turn,
// and each time all that happens is a MemoryError somewhere.
#include "tests/support/scenario.hpp"

#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::FramePool;
using asyncio::Task;

namespace {

int live = 0;

class Counted {
 public:
  Counted() { ++live; }
  Counted(const Counted&) { ++live; }
  ~Counted() { --live; }
};

Coro<int> value_of(Counted, int value) {
  const Counted local;
  co_await asyncio::sleep_ms(1);
  co_return value;
}

Coro<> tidy_up(Counted) {
  const Counted local;
  co_await asyncio::sleep_ms(1);
}

/// Fails as a whole if anything fails.
Coro<> use_everything() {
  const Counted local;
  Task<int> task = asyncio::create_task(value_of(Counted(), 1));
  EXPECT_TRUE(task || (task.done() && task.error() == Error::memory));
  const int first = co_await task;
  const int second = co_await asyncio::wait_for_ms(value_of(Counted(), 2), 10);
  Coro<int> body = value_of(Counted(), 3);
  const int third = co_await asyncio::finally(std::move(body), tidy_up(Counted()));
  Task<int> other = asyncio::create_task(value_of(Counted(), 4));
  auto values = co_await asyncio::gather(other, value_of(Counted(), 5), value_of(Counted(), 6));
  EXPECT_EQ(first + second + third + std::get<2>(values), 12);
  std::vector<Task<int>> tasks{task, other};
  co_await asyncio::gather(tasks);
  EXPECT_EQ(co_await asyncio::shield(value_of(Counted(), 7)), 7);
  asyncio::Event event;
  Task<> call = asyncio::Loop::running()->call_later_ms(1, [&event] { event.set(); });
  if (!call) co_await asyncio::fail(Error::memory);
  co_await asyncio::wait_for(event.wait(), 1);
  auto result = co_await asyncio::as_result(value_of(Counted(), 8));
  EXPECT_EQ(co_await asyncio::pass_on(std::move(result)), 8);
  auto outcome = co_await asyncio::as_outcome(asyncio::after_ms(1));
  co_await asyncio::pass_on(std::move(outcome));
  Task<> hanging = asyncio::create_task([](Counted) -> Coro<> { co_await hang("h"); }, Counted());
  if (!hanging) co_await asyncio::fail(Error::memory);
  co_await asyncio::sleep_ms(1);
  EXPECT_NE(co_await asyncio::cancel_and_wait(hanging), Error::none);
}

TEST(Exhaustion, OfEverySingleAllocationInTurnIsACleanMemoryError) {
  FramePool pool;
  FramePool* const before = FramePool::exchange_current(&pool);
  std::size_t allocation = 1;
  bool has_failed = true;
  for (; has_failed; ++allocation) {
    SCOPED_TRACE(allocation);
    const std::size_t failures = pool.failures();
    pool.fail_allocation(allocation);
    {
      asyncio::SimPort port;
      asyncio::Loop loop(port);
      const auto result = loop.run_until_complete(use_everything());
      has_failed = pool.failures() != failures;
      // It may be a bystander that failed: the outcome is then a clean success.
      EXPECT_TRUE(result.ok() ? true : result.error() == Error::memory) << result.error().name();
      EXPECT_TRUE(result.ok() || has_failed);
      pool.fail_allocation(0);
      loop.close();
      EXPECT_EQ(loop.live_tasks(), 0u);
      EXPECT_TRUE(loop.run_until_complete(use_everything()).ok()) << "not usable again";
      loop.close();
    }
    ASSERT_EQ(live, 0);
    ASSERT_EQ(pool.used(), 0u);
  }
  FramePool::exchange_current(before);
  EXPECT_GT(allocation, 25u) << "the scenario does not use much";
}

TEST(Exhaustion, OfAFixedArenaFailsTasksAndAwaitsAndRecovers) {
  alignas(16) static unsigned char arena[4096];
  FramePool pool(arena, sizeof arena);
  FramePool* const before = FramePool::exchange_current(&pool);
  {
    asyncio::SimPort port;
    asyncio::Loop loop(port);
    Coro<> main = []() -> Coro<> {
      std::vector<Task<int>> tasks;
      do {
        tasks.push_back(asyncio::create_task(value_after(1, 1)));
      } while (tasks.back());
      EXPECT_TRUE(tasks.back().done());
      EXPECT_EQ(tasks.back().error(), Error::memory);
      tasks.pop_back();
      for (const Task<int>& task : tasks) EXPECT_EQ(co_await task, 1);
      tasks.clear();
      EXPECT_EQ(co_await asyncio::create_task(value_after(2, 1)), 2);
    }();
    EXPECT_TRUE(loop.run_until_complete(std::move(main)).ok());
    loop.close();
  }
  EXPECT_EQ(pool.used(), 0u);
  FramePool::exchange_current(before);
}

// What one kind of coroutine leaves serves every other kind.

/// A small arena is the pool of this thread meanwhile.
class Arena {
 public:
  Arena() : pool_(memory_, sizeof memory_), before_(FramePool::exchange_current(&pool_)) {}
  ~Arena() {
    EXPECT_EQ(pool_.used(), 0u);
    FramePool::exchange_current(before_);
  }
  const FramePool& pool() const { return pool_; }

 private:
  alignas(16) unsigned char memory_[16 * 1024];
  FramePool pool_;
  FramePool* before_;
};

/// The compiler must take it that somebody reads and writes all of `memory`.
void use(void* memory) { asm volatile("" : : "r"(memory) : "memory"); }

template <int Size>
Coro<int> sized(int milliseconds) {
  char room[Size];
  room[Size - 1] = 1;
  use(room);
  co_await asyncio::sleep_ms(milliseconds);
  use(room);
  co_return room[Size - 1];
}

TEST(Exhaustion, DoesNotComeOfTwoSizesInTurn) {
  const Arena arena;
  EXPECT_EQ(played([]() -> Coro<> {
              for (int round = 0; round != 5000; ++round) {
                co_await sized<4000>(0);
                co_await sized<1500>(0);
              }
            }),
            "ok");
  EXPECT_EQ(arena.pool().failures(), 0u);
}

template <int Size>
Coro<int> tasks_until_memory_is_out() {
  asyncio::Loop::running()->set_exception_handler(
      [](asyncio::Loop&, const asyncio::ExceptionContext&) {});
  int made = 0;
  while (asyncio::create_task(sized<Size>(1))) ++made;
  co_await asyncio::sleep_ms(2);
  co_return made;
}

template <int Size>
int tasks_in_a_run() {
  asyncio::SimPort port;
  asyncio::Loop loop(port);
  auto made = loop.run_until_complete(tasks_until_memory_is_out<Size>());
  loop.close();
  return made.ok() ? *made : 0;
}

TEST(Exhaustion, InOneRunLeavesAllMemoryToTheNextWhateverItsSizes) {
  const Arena arena;
  const int small = tasks_in_a_run<8>();
  const int large = tasks_in_a_run<1000>();
  const int huge = tasks_in_a_run<6000>();
  EXPECT_GT(small, 50);
  EXPECT_GT(large, 8);
  EXPECT_EQ(huge, 2);
  for (int round = 0; round != 3; ++round) {
    EXPECT_GE(tasks_in_a_run<8>(), small * 9 / 10);
    EXPECT_GE(tasks_in_a_run<1000>(), large * 9 / 10);
    EXPECT_EQ(tasks_in_a_run<6000>(), huge);
  }
}

}  // namespace
