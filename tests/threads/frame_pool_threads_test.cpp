// SPDX-License-Identifier: MIT
// Coroutines and tasks that are made in one thread and end in another: a mistake, which is told in
// debug builds and harms nobody.
#include "ports/unix/unix_port.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <optional>
#include <thread>
#include <uasyncio.hpp>
#include <vector>

namespace asyncio = uasyncio;
using asyncio::Coro;
using asyncio::FramePool;
using asyncio::Task;

namespace {

Coro<int> seven() { co_return 7; }

Coro<int> eight() {
  const int value = co_await asyncio::create_task(seven());
  co_return value + 1;
}

std::size_t used() { return FramePool::current().used(); }

/// Runs an ordinary program in this thread; whether it went well and left nothing.
bool works() {
  const std::size_t before = used();
  auto result = asyncio::run_result(eight());
  return result.ok() && *result == 8 && used() == before;
}

TEST(FramePoolThreads, ACoroutineRunsInAnotherThreadAndBothWorkAfterwards) {
  const std::size_t before = used();
  std::thread other([coro = seven()]() mutable {
    const std::size_t before_run = used();
    {
      Coro<int> mine = std::move(coro);
      auto result = asyncio::run_result(std::move(mine));
      EXPECT_TRUE(result.ok() && *result == 7);
    }
    EXPECT_EQ(used(), before_run);
    EXPECT_TRUE(works());
  });
  other.join();
  EXPECT_EQ(used(), before) << "what ended in the other thread is free here";
  EXPECT_TRUE(works());
}

TEST(FramePoolThreads, AMistakeIsReportedInOneSentence) {
#ifdef NDEBUG
  GTEST_SKIP() << "reported in debug builds only";
#endif
  testing::internal::CaptureStderr();
  std::thread([coro = seven()]() mutable { Coro<int> gone = std::move(coro); }).join();
  const std::string report = testing::internal::GetCapturedStderr();
  EXPECT_NE(report.find("call the coroutine function in the thread that runs it"),
            std::string::npos)
      << report;
  EXPECT_EQ(std::count(report.begin(), report.end(), '\n'), 1) << report;
}

TEST(FramePoolThreads, ACoroutineOutlivesTheThreadThatMadeIt) {
  std::optional<Coro<int>> made;
  std::thread([&made] {
    EXPECT_TRUE(works());
    made.emplace(seven());
  }).join();
  const std::size_t before = used();
  auto result = asyncio::run_result(std::move(*made));
  EXPECT_TRUE(result.ok() && *result == 7);
  made.reset();
  EXPECT_EQ(used(), before);
  EXPECT_TRUE(works());
}

TEST(FramePoolThreads, AHandleOutlivesTheThreadOfItsTask) {
  std::optional<Task<int>> kept;
  std::thread([&kept] {
    EXPECT_TRUE(asyncio::run_result([](std::optional<Task<int>>& handle) -> Coro<> {
                  handle = asyncio::create_task(seven());
                  EXPECT_EQ(co_await *handle, 7);
                }(kept))
                    .ok());
  }).join();
  const std::size_t before = used();
  EXPECT_TRUE(kept->done());
  EXPECT_EQ(kept->result(), 7);
  kept.reset();
  EXPECT_EQ(used(), before);
  EXPECT_TRUE(works());
}

TEST(FramePoolThreads, ARecordThatGoesInAnotherThreadIsTakenBack) {
  const std::size_t before = used();
  auto task = asyncio::run_result([]() -> Coro<Task<int>> {
    Task<int> kept = asyncio::create_task(seven());
    EXPECT_EQ(co_await kept, 7);
    co_return kept;
  }());
  ASSERT_TRUE(task.ok());
  EXPECT_NE(used(), before);
  testing::internal::CaptureStderr();
  std::thread([last = std::move(*task)]() mutable { last = {}; }).join();
  testing::internal::GetCapturedStderr();
  EXPECT_EQ(used(), before);
  EXPECT_TRUE(works());
}

TEST(FramePoolThreads, WhatManyOtherThreadsFreeIsAllThereAgain) {
  constexpr int threads = 4;
  constexpr int coroutines = 2000;
  const std::size_t before = used();
  std::vector<std::vector<Coro<int>>> made(threads);
  for (auto& each : made) {
    for (int count = 0; count != coroutines; ++count) each.push_back(seven());
  }
  testing::internal::CaptureStderr();
  std::vector<std::thread> others;
  for (auto& each : made) others.emplace_back([&each] { each.clear(); });
  for (int count = 0; count != coroutines; ++count) {  // meanwhile the owner goes on
    Coro<int> coro = seven();
    ASSERT_TRUE(asyncio::detail::InsideCoro::of(coro).can_start());
  }
  for (std::thread& other : others) other.join();
  testing::internal::GetCapturedStderr();
  EXPECT_EQ(used(), before);
  EXPECT_TRUE(works());
}

TEST(FramePoolThreads, APoolThatEndsWhileOthersFreeLosesNothing) {
  testing::internal::CaptureStderr();
  for (int round = 0; round != 50; ++round) {
    std::vector<std::thread> others;
    std::thread owner([&others] {
      for (int other = 0; other != 3; ++other) {
        std::vector<Coro<int>> made;
        for (int count = 0; count != 20; ++count) made.push_back(seven());
        others.emplace_back([its = std::move(made)]() mutable { its.clear(); });
      }
    });
    owner.join();
    for (std::thread& other : others) other.join();
  }
  testing::internal::GetCapturedStderr();
  EXPECT_TRUE(works());
}

TEST(FramePoolThreads, AnObjectOfTheThreadThatIsDestroyedLastMayHoldACoroutine) {
  std::thread([] {
    struct Holder {
      std::optional<Coro<int>> coro;
    };
    static thread_local Holder holder;  // made before this thread's pool
    holder.coro.emplace(seven());
  }).join();
  EXPECT_TRUE(works());
}

}  // namespace
