// SPDX-License-Identifier: MIT
// ThreadSafeFlag and Loop::interrupt from other threads, with the unix port.
#include "ports/unix/unix_port.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>
#include <uasyncio.hpp>
#include <vector>

namespace asyncio = uasyncio;
using asyncio::Coro;

namespace {

TEST(ThreadSafeFlagThreads, EverySetThatIsAwaitedIsSeen) {
  constexpr int rounds = 2000;
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  asyncio::ThreadSafeFlag flag;
  std::atomic<int> seen{0};
  std::thread setter([&] {
    for (int round = 0; round != rounds; ++round) {
      flag.set();
      while (seen.load() <= round) std::this_thread::yield();
    }
  });
  auto waits = [](asyncio::ThreadSafeFlag& its_flag, std::atomic<int>& count) -> Coro<> {
    for (int round = 0; round != rounds; ++round) {
      co_await its_flag.wait();
      ++count;
    }
  };
  EXPECT_TRUE(loop.run_until_complete(waits(flag, seen)).ok());
  setter.join();
  EXPECT_EQ(seen.load(), rounds);
}

TEST(ThreadSafeFlagThreads, ManySettersOfManyFlagsLoseNothing) {
  constexpr int rounds = 500;
  constexpr std::size_t flag_count = 4;
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  std::vector<asyncio::ThreadSafeFlag> flags(flag_count);
  std::vector<std::atomic<int>> seen(flag_count);
  std::vector<std::thread> setters;
  for (std::size_t index = 0; index != flag_count; ++index) {
    setters.emplace_back([&flag = flags[index], &count = seen[index]] {
      for (int round = 0; round != rounds; ++round) {
        flag.set();
        while (count.load() <= round) std::this_thread::yield();
      }
    });
  }
  auto waits = [](asyncio::ThreadSafeFlag* flag, std::atomic<int>* count) -> Coro<> {
    for (int round = 0; round != rounds; ++round) {
      co_await flag->wait();
      ++*count;
    }
  };
  std::vector<asyncio::Task<>> tasks;
  for (std::size_t index = 0; index != flag_count; ++index) {
    tasks.push_back(loop.create_task(waits(&flags[index], &seen[index])));
  }
  for (const asyncio::Task<>& task : tasks) EXPECT_TRUE(loop.run_until_complete(task).ok());
  for (std::thread& setter : setters) setter.join();
}

TEST(LoopThreads, EveryThreadHasALoopAndAPoolOfItsOwn) {
  std::vector<std::thread> threads;
  std::atomic<int> sum{0};
  for (int number = 1; number != 5; ++number) {
    threads.emplace_back([&sum, number] {
      asyncio::UnixPort port;
      asyncio::Loop loop(port);
      auto child = [](int value) -> Coro<int> {
        co_await asyncio::sleep_ms(1);
        co_return value;
      };
      auto main = [](auto make, int value) -> Coro<int> {
        auto values = co_await asyncio::gather(make(value), make(value));
        co_return std::get<0>(values) + std::get<1>(values);
      };
      asyncio::Result<int> result = loop.run_until_complete(main(child, number));
      sum += *result;
      loop.close();
      EXPECT_EQ(asyncio::Loop::running(), nullptr);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(sum.load(), 20);
}

TEST(LoopThreads, InterruptFromAnotherThreadEndsASleepingRun) {
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  std::atomic<bool> has_begun{false};
  std::thread interrupter([&] {
    while (!has_begun.load()) std::this_thread::yield();
    loop.interrupt();
  });
  auto sleeps = [](std::atomic<bool>& begun) -> Coro<> {
    begun = true;
    co_await asyncio::sleep(3600);
  };
  EXPECT_EQ(loop.run_until_complete(sleeps(has_begun)).error(), asyncio::Error::interrupted);
  interrupter.join();
}

}  // namespace
