// SPDX-License-Identifier: MIT
// Known defects and limits of the originals (micropython-async with its second version, V2, and its
// asyncio_alt) that concern tasks that wait for each other, as far as they are not in the
// OriginalDefectsOf... suites of the primitives in tests/unit/sync.
#include "tests/support/scenario.hpp"

#include <functional>
#include <memory>
#include <vector>

using namespace scenario;
using asyncio::Barrier;
using asyncio::Coro;
using asyncio::Error;
using asyncio::FramePool;
using asyncio::Loop;
using asyncio::Semaphore;
using asyncio::SimPort;
using asyncio::Task;
using asyncio::ThreadSafeFlag;
using asyncio::ThreadSafeQueue;

namespace {

Coro<> wait_for_flag(ThreadSafeFlag& flag, int number) {
  co_await flag.wait();
  say(number, now_ms());
}

Coro<> say_number(int number) {
  say(number);
  co_return;
}

/// Waits for a task of several waiters, and says how that ended.
Coro<> share(Task<int> task) { say(co_await error_of(task)); }

Coro<> share_shielded(Task<int> task) { say(co_await error_of(asyncio::shield(task))); }

void say_handled(Loop&, const asyncio::ExceptionContext&) { say("handled"); }

Coro<> fail_unseen() {
  asyncio::create_task(failing, 0, Error::user(1));
  co_await asyncio::sleep_ms(5);
}

}  // namespace

// asyncio_alt: a program whose tasks all wait for interrupts dies with "empty heap".
TEST(OriginalDefectsOfTheLoop, ALoopWhoseTasksAllWaitForInterruptsGoesOn) {
  for (auto policy : {asyncio::Policy::round_robin, asyncio::Policy::io_first}) {
    EXPECT_EQ(played(
                  []() -> Coro<> {
                    ThreadSafeFlag first, second;
                    sim()->at(20'000, [&first] { first.set(); });
                    sim()->at(10'000, [&second] { second.set(); });
                    co_await asyncio::gather(wait_for_flag(first, 1), wait_for_flag(second, 2));
                  },
                  policy),
              "2 10 1 20 ok");
  }
}

// V2: a burst of new tasks that is longer than the queue ends the program with an exception.
TEST(OriginalDefectsOfTheLoop, ABurstOfTasksFailsOnlyThoseThatHaveNoRoom) {
  FramePool pool(4'000);
  FramePool* const usual = FramePool::exchange_current(&pool);
  EXPECT_EQ(played([]() -> Coro<> {
              std::vector<Task<>> burst;
              int refused = 0;
              for (int n = 0; n != 1000; ++n) {
                burst.push_back(asyncio::create_task(say_number(n)));
                if (!burst.back()) ++refused;
              }
              EXPECT_GT(refused, 900);
              EXPECT_LT(refused, 1000);
              EXPECT_EQ(burst.back().error().name(), std::string("MemoryError"));
              co_await asyncio::sleep_ms(0);
              for (int n = 0; n != 1000 - refused; ++n) EXPECT_TRUE(burst[n].done());
              burst.clear();
              words().clear();
              co_await asyncio::create_task(say_number(7));
            }),
            "7 ok");
  FramePool::exchange_current(usual);
}

// MicroPython: the handler belongs to all loops there will ever be.
TEST(OriginalDefectsOfTheLoop, TheExceptionHandlerOfALoopIsNotThatOfTheNext) {
  words().clear();
  for (int n = 0; n != 2; ++n) {
    SimPort port;
    Loop loop(port);
    if (n == 0) loop.set_exception_handler(&say_handled);
    EXPECT_TRUE(loop.run_until_complete(fail_unseen()));
    say(loop.get_exception_handler() != nullptr, port.transcript().empty());
  }
  EXPECT_EQ(words(), "~failing handled 1 1 ~failing 0 0");
}

// MicroPython and micropython-async: the cancel of one waiter of a shared task hits all of them.
// That is kept; `shield` is how a waiter leaves the task to the others.
TEST(OriginalDefectsOfSharedTasks, AShieldedWaiterThatIsCancelledLeavesTheTaskToTheOthers) {
  for (bool is_shielded : {false, true}) {
    const char* const end = is_shielded ? "no error" : "CancelledError";
    EXPECT_EQ(played([is_shielded]() -> Coro<> {
                Task<int> shared = asyncio::create_task(value_after(1, 10));
                Task<> first = is_shielded ? asyncio::create_task(share_shielded, shared)
                                           : asyncio::create_task(share, shared);
                Task<> second = asyncio::create_task(share, shared);
                co_await asyncio::sleep_ms(1);
                first.cancel();
                co_await second;
              }),
              std::string(end) + " ok");
  }
}

// micropython-async: its error for too many arrivals can never be seen. Here there are none too
// many.
TEST(OriginalDefectsOfBarrier, MoreArrivalsThanPartiesBeginTheNextRound) {
  EXPECT_EQ(played([]() -> Coro<> {
              Barrier barrier(2);
              for (int n = 0; n != 5; ++n) {
                asyncio::create_task(
                    [](Barrier<>* its, int number) -> Coro<> {
                      const int index = co_await *its;
                      say(number, "is", index);
                    },
                    &barrier, n);
              }
              co_await asyncio::sleep_ms(1);
              say(barrier.n_waiting());
              barrier.trigger();
              co_await asyncio::sleep_ms(1);
            }),
            "1 is 1 3 is 1 0 is 0 2 is 0 1 4 is 0 ok");
}

// micropython-async: leaving the context of a semaphore yields once. Here it does not.
TEST(OriginalDefectsOfSemaphore, LeavingItDoesNotYield) {
  EXPECT_EQ(played([]() -> Coro<> {
              Semaphore semaphore;
              asyncio::create_task(say_number, 1);
              for (int n = 0; n != 3; ++n) const auto held = co_await asyncio::with(semaphore);
              say("left");
              co_await asyncio::sleep_ms(0);
            }),
            "left 1 ok");
}

// micropython-async: the item of a ThreadSafeQueue stays the producer's, who must not use it again.
// Here it is moved, so that nobody can.
TEST(OriginalDefectsOfThreadSafeQueue, AnItemBelongsToWhoTakesIt) {
  ThreadSafeQueue<std::unique_ptr<int>, 2> queue;
  auto item = std::make_unique<int>(7);
  EXPECT_TRUE(queue.put_sync(std::move(item)));
  EXPECT_EQ(item, nullptr);
  auto taken = queue.get_sync();
  ASSERT_TRUE(taken);
  EXPECT_EQ(**taken, 7);
}
