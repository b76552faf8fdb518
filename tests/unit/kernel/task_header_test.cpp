// SPDX-License-Identifier: MIT
// The counters in a task's record, at and around the sizes at which narrower ones would wrap.
#include "uasyncio/kernel/task_header.hpp"

#include "tests/support/scenario.hpp"

#include <chrono>
#include <memory>
#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;
using asyncio::detail::InsideTask;
using asyncio::kernel::TaskHeader;

namespace {

struct Seen {
  int woken = 0;
  int right = 0;
};

Coro<std::string> says_a_lot() {
  co_await asyncio::sleep_ms(10);
  co_return std::string(100, 'x');
}

Coro<> awaits(const Task<std::string>& task, Seen& seen) {
  const std::string got = co_await task;
  ++seen.woken;
  seen.right += got == std::string(100, 'x');
}

Seen seen_by(int waiters) {
  Seen seen;
  EXPECT_EQ(played([&]() -> Coro<> {
              const Task<std::string> task = asyncio::create_task(says_a_lot());
              for (int n = 0; n != waiters; ++n) asyncio::create_task(awaits(task, seen));
              co_await asyncio::sleep_ms(50);
              EXPECT_EQ(InsideTask::header(task)->references, 1u);  // all others have let go
            }),
            "ok");
  return seen;
}

TEST(References, OfATaskThatManyAwait) {
  for (const int waiters : {2'046, 2'047, 2'048, 5'000}) {
    const Seen seen = seen_by(waiters);
    EXPECT_EQ(seen.woken, waiters);
    EXPECT_EQ(seen.right, waiters);
  }
}

// Takes a quarter of a gigabyte: in one build.
#if UASYNCIO_EXCEPTIONS && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
TEST(References, OfATaskThatAMillionAwait) {
  constexpr int waiters = 1'000'000;
  const Seen seen = seen_by(waiters);
  EXPECT_EQ(seen.woken, waiters);
  EXPECT_EQ(seen.right, waiters);
}
#endif

TEST(References, OfManyHandles) {
  EXPECT_EQ(played([]() -> Coro<> {
              for (const std::size_t handles : {4'095u, 4'096u, 65'535u, 65'536u}) {
                Task<std::string> task = asyncio::create_task(says_a_lot());
                std::vector<asyncio::AnyTask> held(handles, task);
                EXPECT_EQ(InsideTask::header(task)->references, handles + 2);  // and one more
                held.clear();
                EXPECT_EQ((co_await std::move(task)).size(), 100u);
              }
            }),
            "ok");
}

TEST(Shields, AsDeepAsCanBeCountedAndDeeper) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::kernel::Scheduler& loop = *asyncio::kernel::Scheduler::running();
              TaskHeader* const task = loop.current();
              const std::uint32_t references = task->references;
              constexpr unsigned deepest = TaskHeader::deepest_shield;
              for (unsigned depth = 0; depth != deepest; ++depth) EXPECT_TRUE(loop.shield());
              EXPECT_EQ(task->shield_depth, deepest);
              EXPECT_FALSE(loop.shield());  // the one around it must do
              EXPECT_EQ(task->shield_depth, deepest);
              EXPECT_EQ(task->references, references);
              loop.unshield();
              EXPECT_TRUE(loop.shield());
              for (unsigned depth = deepest; depth != 0; --depth) loop.unshield();
              EXPECT_EQ(task->shield_depth, 0u);
              co_return;
            }),
            "ok");
}

/// Cleanups in cleanups; a cancel comes in the innermost.
Coro<> nested(unsigned depth, bool& went_on) {
  using asyncio::detail::Shielded;
  std::vector<std::unique_ptr<Shielded>> shields;
  for (unsigned n = 0; n != depth; ++n) shields.push_back(std::make_unique<Shielded>());
  co_await asyncio::sleep_ms(5);
  while (!shields.empty()) shields.pop_back();
  went_on = true;
  co_await asyncio::detail::DeliverHeldBack();
  went_on = false;
}

TEST(Shields, HoldACancelBackAtEveryDepth) {
  constexpr unsigned deepest = TaskHeader::deepest_shield;
  for (const unsigned depth : {1u, 14u, 15u, 16u, deepest - 1, deepest, deepest + 1, 70'000u}) {
    EXPECT_EQ(played([depth]() -> Coro<> {
                bool went_on = false;
                Task<> task = asyncio::create_task(nested(depth, went_on));
                co_await asyncio::sleep_ms(1);
                task.cancel();
                co_await asyncio::sleep_ms(10);
                say(went_on, task.cancelled());
              }),
              "1 1 ok");
  }
}

Coro<> gets(asyncio::Queue<int>& queue, int& got) { got += co_await queue.get(); }

TEST(Given, ToMoreTasksThanSixteenBitsCount) {
  for (const int getters : {65'535, 65'536, 65'537}) {
    EXPECT_EQ(played([getters]() -> Coro<> {
                int got = 0;
                asyncio::Queue<int> queue;
                for (int n = 0; n != getters; ++n) asyncio::create_task(gets(queue, got));
                co_await asyncio::sleep_ms(1);
                for (int n = 0; n != getters; ++n) queue.put_nowait(1);
                EXPECT_EQ(queue.qsize(), 0u);
                EXPECT_TRUE(queue.empty());
                EXPECT_FALSE(queue.get_nowait().has_value());
                co_await asyncio::sleep_ms(1);
                EXPECT_EQ(got, getters);
                EXPECT_EQ(queue.qsize(), 0u);
              }),
              "ok");
  }
}

TEST(Given, IsCountedAtTheLimit) {
  constexpr std::uint32_t most = 0xFFFF'FFFF;
  asyncio::kernel::HandOver giver{nullptr};
  giver.given = most - 1;
  asyncio::kernel::TimerNode node;
  giver.enlist(&node);
  EXPECT_EQ(giver.given, most);
  EXPECT_EQ(giver.first_given, &node);
  giver.strike_off(&node);
  EXPECT_EQ(giver.given, most - 1);
  EXPECT_EQ(giver.first_given, nullptr);
}

TEST(Given, IsStruckOffAnywhere) {
  for (std::size_t removed = 0; removed != 3; ++removed) {
    asyncio::kernel::HandOver giver{nullptr};
    asyncio::kernel::TimerNode nodes[3];
    for (asyncio::kernel::TimerNode& node : nodes) giver.enlist(&node);
    giver.strike_off(&nodes[removed]);
    EXPECT_EQ(giver.given, 2u);
    int left = 0;
    while (giver.first_given != nullptr) {
      EXPECT_NE(giver.first_given, &nodes[removed]);
      giver.strike_off(giver.first_given);
      ++left;
    }
    EXPECT_EQ(left, 2);
  }
}

/// The shortest of some runs, in microseconds.
template <class Run>
double shortest(Run run) {
  double least = 1e9;
  for (int n = 0; n != 20; ++n) {
    const std::chrono::duration<double, std::micro> length = run();
    least = std::min(least, length.count());
  }
  return least;
}

// Walking 200,000 records would take a hundred times as long as this allows.
TEST(Given, AQueueThatGoesConcernsNobodyElse) {
  EXPECT_EQ(played([]() -> Coro<> {
              for (int n = 0; n != 200'000; ++n) {
                asyncio::create_task([]() -> Coro<> { co_await asyncio::sleep_ms(1'000); });
              }
              using Queue = asyncio::Queue<int, 4>;
              std::vector<std::unique_ptr<Queue>> queues(20);
              std::vector<Task<>> getters;
              const auto gets_one = [](Queue& queue) -> Coro<> { (void)co_await queue.get(); };
              for (auto& queue : queues) {
                queue = std::make_unique<Queue>();
                getters.push_back(asyncio::create_task(gets_one, std::ref(*queue)));
              }
              co_await asyncio::sleep_ms(1);
              sim()->clear_transcript();
              const double taken = shortest([&queues] {
                queues.back()->put_nowait(1);
                const auto start = std::chrono::steady_clock::now();
                queues.pop_back();
                return std::chrono::steady_clock::now() - start;
              });
              testing::Test::RecordProperty("microseconds", std::to_string(taken));
              EXPECT_LT(taken, 50.0);
              co_await asyncio::sleep_ms(0);
              for (const Task<>& getter : getters) EXPECT_TRUE(getter.cancelled());
            }),
            "ok");
}

}  // namespace
