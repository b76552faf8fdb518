// SPDX-License-Identifier: MIT
// run_coroutine_threadsafe: results, failures, cancels and loops that go, from another thread.
#include "ports/unix/unix_port.hpp"
#include "tests/support/scenario.hpp"

#include <functional>
#include <memory>
#include <thread>
#include <uasyncio/threadsafe/run_coroutine_threadsafe.hpp>
#include <uasyncio/threadsafe/thread_safe_event.hpp>

using namespace scenario;
using asyncio::Coro;

namespace {

/// Runs a loop in this thread while `other` runs in another one.
template <class Other>
void with_loop(Other other) {
  const std::size_t used_before = asyncio::FramePool::current().used();
  {
    asyncio::UnixPort port;
    asyncio::Loop loop(port);
    asyncio::ThreadSafeEvent end;
    std::thread thread([&] {
      other(loop);
      end.set();
    });
    auto main = [](asyncio::ThreadSafeEvent& its) -> Coro<> { co_await its.wait(); };
    EXPECT_TRUE(loop.run_until_complete(main(end)).ok());
    thread.join();
    loop.close();
  }
  EXPECT_EQ(asyncio::FramePool::current().used(), used_before) << "frames or tasks are left";
}

TEST(RunCoroutineThreadsafe, GivesTheValue) {
  with_loop([](asyncio::Loop& loop) {
    auto future = asyncio::run_coroutine_threadsafe(loop, value_after, 42, 1);
    EXPECT_EQ(*future.result(), 42);
    EXPECT_TRUE(future.done());
    EXPECT_EQ(*future.result(0), 42) << "again";
    EXPECT_FALSE(future.cancel());
  });
}

TEST(RunCoroutineThreadsafe, GivesAValueThatCannotBeCopiedOnce) {
  with_loop([](asyncio::Loop& loop) {
    auto makes = [](std::unique_ptr<int>& given) -> Coro<std::unique_ptr<int>> {
      co_await asyncio::sleep_ms(0);
      co_return std::move(given);
    };
    auto future = asyncio::run_coroutine_threadsafe(loop, makes, std::make_unique<int>(3));
    EXPECT_EQ(**future.result(), 3);
    EXPECT_EQ(future.result().error(), asyncio::Error::runtime);
  });
}

TEST(RunCoroutineThreadsafe, GivesTheFailure) {
  with_loop([](asyncio::Loop& loop) {
    auto fails = []() -> Coro<int> {
      co_await asyncio::sleep_ms(1);
      co_await asyncio::fail(asyncio::Error::os(5));
      co_return 1;
    };
    auto future = asyncio::run_coroutine_threadsafe(loop, fails);
    EXPECT_EQ(future.result().error(), asyncio::Error::os(5));
  });
}

TEST(RunCoroutineThreadsafe, ATimeOutGivesUpAndACancelEndsIt) {
  with_loop([](asyncio::Loop& loop) {
    auto endless = []() -> Coro<> { co_await asyncio::sleep(1'000'000); };
    auto future = asyncio::run_coroutine_threadsafe(loop, endless);
    EXPECT_EQ(future.result(0.001).error(), asyncio::Error::timeout);
    EXPECT_EQ(future.result(1ms).error(), asyncio::Error::timeout);
    EXPECT_FALSE(future.done());
    EXPECT_TRUE(future.cancel());
    EXPECT_EQ(future.result().error(), asyncio::Error::cancelled);
    EXPECT_FALSE(future.cancel());
  });
}

TEST(RunCoroutineThreadsafe, ADroppedFutureLeavesTheTaskAlone) {
  with_loop([](asyncio::Loop& loop) {
    std::atomic<bool> has_ended{false};
    auto sets = [](std::atomic<bool>& its) -> Coro<> {
      co_await asyncio::sleep_ms(1);
      its = true;
    };
    {
      auto future = asyncio::run_coroutine_threadsafe(loop, sets, std::ref(has_ended));
    }
    while (!has_ended) std::this_thread::yield();
  });
}

TEST(RunCoroutineThreadsafe, WithoutRoomItFailsWithMemoryError) {
  for (std::size_t n = 1; n != 6; ++n) {
    asyncio::SimPort port;
    asyncio::Loop loop(port);
    auto future = asyncio::run_coroutine_threadsafe(loop, value_after, 1, 1);
    auto main = []() -> Coro<> { co_await asyncio::sleep_ms(5); };
    auto coro = main();
    asyncio::Task<> task = loop.create_task(std::move(coro));
    asyncio::FramePool::current().fail_allocation(n);
    EXPECT_TRUE(loop.run_until_complete(task).ok());
    asyncio::FramePool::current().fail_allocation(0);
    ASSERT_TRUE(future.done()) << n;
    EXPECT_EQ(future.result().error(), n < 5 ? asyncio::Error::memory : asyncio::Error::none) << n;
  }
}

TEST(RunCoroutineThreadsafe, ALoopThatIsDestroyedFirstFailsTheFuture) {
  asyncio::SimPort port;
  auto loop = std::make_unique<asyncio::Loop>(port);
  auto endless = []() -> Coro<> { co_await asyncio::sleep(1'000'000); };
  auto begun = asyncio::run_coroutine_threadsafe(*loop, endless);
  auto main = []() -> Coro<> { co_await asyncio::sleep_ms(5); };
  EXPECT_TRUE(loop->run_until_complete(main()).ok());
  auto posted = asyncio::run_coroutine_threadsafe(*loop, endless);
  EXPECT_FALSE(begun.done());
  loop.reset();
  EXPECT_EQ(begun.result().error(), asyncio::Error::cancelled);
  EXPECT_EQ(posted.result().error(), asyncio::Error::cancelled);
}

TEST(RunCoroutineThreadsafe, ClosingTheLoopCancelsIt) {
  asyncio::SimPort port;
  asyncio::Loop loop(port);
  auto endless = []() -> Coro<> { co_await asyncio::sleep(1'000'000); };
  auto future = asyncio::run_coroutine_threadsafe(loop, endless);
  auto main = []() -> Coro<> { co_await asyncio::sleep_ms(5); };
  EXPECT_TRUE(loop.run_until_complete(main()).ok());
  loop.close();
  EXPECT_EQ(future.result().error(), asyncio::Error::cancelled);
}

TEST(RunCoroutineThreadsafe, TheLoopsOwnThreadDoesNotWaitForItself) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto future =
                  asyncio::run_coroutine_threadsafe(*asyncio::Loop::running(), value_after, 7, 1);
              say(future.result().error().name());
              co_await asyncio::sleep_ms(5);
              say(*future.result());
            }),
            "RuntimeError 7 ok");
}

}  // namespace
