// SPDX-License-Identifier: MIT
// Many threads and many tasks on the unix port: nothing is lost, counts add up.
#include "ports/unix/unix_port.hpp"

#include <atomic>
#include <functional>
#include <gtest/gtest.h>
#include <optional>
#include <span>
#include <thread>
#include <uasyncio.hpp>
#include <vector>

namespace asyncio = uasyncio;
using asyncio::Coro;

namespace {

constexpr int thread_count = 4;
constexpr int primitive_rounds = 300;

void join(std::vector<std::thread>& threads) {
  for (std::thread& thread : threads) thread.join();
}

TEST(Threads, ASetOfAnEventReachesEveryWaiter) {
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  asyncio::ThreadSafeEvent event;
  std::atomic<int> seen{0};
  std::atomic<int> ended_rounds{0};
  constexpr int waiters = 3;
  std::thread setter([&] {
    for (int round = 1; round <= primitive_rounds; ++round) {
      event.set();
      while (seen.load() < round * waiters) std::this_thread::yield();
      event.clear();
      ended_rounds = round;
    }
  });
  auto waits = [](asyncio::ThreadSafeEvent& its, std::atomic<int>& count,
                  std::atomic<int>& ended) -> Coro<> {
    for (int round = 0; round != primitive_rounds; ++round) {
      while (ended.load() != round) co_await asyncio::sleep_ms(0);
      co_await its.wait();
      ++count;
    }
  };
  std::vector<asyncio::Task<>> tasks;
  for (int n = 0; n != waiters; ++n) {
    tasks.push_back(loop.create_task(waits(event, seen, ended_rounds)));
  }
  for (const asyncio::Task<>& task : tasks) EXPECT_TRUE(loop.run_until_complete(task).ok());
  setter.join();
  EXPECT_EQ(seen.load(), primitive_rounds * waiters);
}

TEST(Threads, EveryMessageThatIsAwaitedArrives) {
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  asyncio::Message<int> message;
  std::atomic<int> seen{0};
  std::thread setter([&] {
    for (int round = 1; round <= primitive_rounds; ++round) {
      message.set(round);
      while (seen.load() < round) std::this_thread::yield();
    }
  });
  auto main = [](asyncio::Message<int>& its, std::atomic<int>& last) -> Coro<> {
    while (auto value = co_await its.next()) {
      EXPECT_EQ(*value, last.load() + 1);
      last = *value;
      if (*value == primitive_rounds) break;
    }
  };
  EXPECT_TRUE(loop.run_until_complete(main(message, seen)).ok());
  setter.join();
}

TEST(Threads, AQueueBetweenThreadsAndTasksInBothDirectionsLosesNothing) {
  using Queue = asyncio::ThreadSafeQueue<int, 3>;
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  Queue to_tasks;
  Queue to_threads;
  std::atomic<int> sum{0};
  std::atomic<int> left{thread_count * primitive_rounds};
  std::vector<std::thread> threads;
  for (int number = 0; number != thread_count; ++number) {
    threads.emplace_back([&] {
      for (int round = 1; round <= primitive_rounds; ++round) {
        while (!to_tasks.put_sync(round)) std::this_thread::yield();
      }
    });
    threads.emplace_back([&] {
      while (left.load() > 0) {
        const std::optional<int> item = to_threads.get_sync();
        if (!item) {
          std::this_thread::yield();
          continue;
        }
        sum += *item;
        --left;
      }
    });
  }
  auto forwards = [](Queue& from, Queue& to) -> Coro<> {
    for (int round = 0; round != primitive_rounds; ++round) {
      const int item = co_await from.get();
      co_await to.put(item);
    }
  };
  std::vector<asyncio::Task<>> tasks;
  for (int number = 0; number != thread_count; ++number) {
    tasks.push_back(loop.create_task(forwards(to_tasks, to_threads)));
  }
  for (const asyncio::Task<>& task : tasks) EXPECT_TRUE(loop.run_until_complete(task).ok());
  join(threads);
  EXPECT_EQ(sum.load(), thread_count * primitive_rounds * (primitive_rounds + 1) / 2);
}

TEST(Threads, BytesArriveInTheirOrder) {
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  asyncio::RingIO<16> ring;
  constexpr int bytes = 20 * primitive_rounds;
  std::thread writer([&] {
    for (int n = 0; n != bytes;) {
      const auto byte = static_cast<unsigned char>(n);
      n += static_cast<int>(ring.write(std::span(&byte, 1)));
    }
    ring.close();
  });
  auto main = [](asyncio::RingIO<16>& its) -> Coro<int> {
    int count = 0;
    unsigned char buffer[7];
    while (const std::size_t length = co_await its.read(buffer)) {
      for (std::size_t n = 0; n != length; ++n) {
        EXPECT_EQ(buffer[n], static_cast<unsigned char>(count));
        ++count;
      }
    }
    co_return count;
  };
  EXPECT_EQ(*loop.run_until_complete(main(ring)), bytes);
  writer.join();
}

TEST(Threads, EveryCallIsMade) {
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  asyncio::ThreadSafeEvent end;
  int calls = 0;  // only in the loop's thread
  std::vector<std::thread> threads;
  for (int number = 0; number != thread_count; ++number) {
    threads.emplace_back([&] {
      for (int round = 0; round != primitive_rounds; ++round) {
        EXPECT_TRUE(loop.call_soon_threadsafe([&calls, &end] {
          if (++calls == thread_count * primitive_rounds) end.set();
        }));
      }
    });
  }
  auto main = [](asyncio::ThreadSafeEvent& its) -> Coro<> { co_await its.wait(); };
  EXPECT_TRUE(loop.run_until_complete(main(end)).ok());
  join(threads);
  EXPECT_EQ(calls, thread_count * primitive_rounds);
}

TEST(Threads, ADelayThatThreadsTriggerRunsOutAfterTheLastTrigger) {
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  int calls = 0;
  asyncio::Delay_ms delay([&calls] { ++calls; }, 1);
  std::vector<std::thread> threads;
  for (int number = 0; number != thread_count; ++number) {
    threads.emplace_back([&delay] {
      for (int round = 0; round != primitive_rounds; ++round) EXPECT_TRUE(delay.trigger());
    });
  }
  auto main = [](asyncio::DelayBase& its, std::vector<std::thread>& its_threads) -> Coro<> {
    co_await its.wait();
    join(its_threads);
    EXPECT_TRUE(its.running() || its.is_set());
    co_await its.wait();
    EXPECT_FALSE(its.running());
  };
  EXPECT_TRUE(loop.run_until_complete(main(delay, threads)).ok());
  EXPECT_GE(calls, 1);
}

TEST(Threads, ManyTasksUseOneContext) {
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  auto main = []() -> Coro<int> {
    asyncio::Context context;
    std::vector<asyncio::Task<int>> tasks;
    auto doubles = [](asyncio::Context& its, int number) -> Coro<int> {
      co_return co_await its.assign([](int value) { return 2 * value; }, number);
    };
    for (int number = 0; number != primitive_rounds; ++number) {
      tasks.push_back(asyncio::create_task(doubles, std::ref(context), number));
    }
    for (int number = 0; number < primitive_rounds; number += 3) tasks[number].cancel();
    int sum = 0;
    for (int number = 0; number != primitive_rounds; ++number) {
      const auto result = co_await asyncio::as_result(tasks[number]);
      if (number % 3 != 0 && result.ok()) ++sum;
    }
    co_return sum;
  };
  EXPECT_EQ(*loop.run_until_complete(main()), primitive_rounds / 3 * 2);
}

TEST(Threads, ManyThreadsRunCoroutinesInOneLoop) {
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  asyncio::ThreadSafeQueue<int, thread_count> ended;
  std::atomic<int> sum{0};
  std::vector<std::thread> threads;
  for (int number = 0; number != thread_count; ++number) {
    threads.emplace_back([&] {
      auto adds = [](int a, int b) -> Coro<int> {
        co_await asyncio::sleep_ms(0);
        co_return a + b;
      };
      for (int round = 0; round != primitive_rounds; ++round) {
        auto future = asyncio::run_coroutine_threadsafe(loop, adds, round, 1);
        if (round % 2 != 0) future.cancel();
        const asyncio::Result<int> result = future.result();
        sum += result.ok() || result.error() == asyncio::Error::cancelled ? 1 : 0;
      }
      ended.put_sync(1);
    });
  }
  auto main = [](asyncio::ThreadSafeQueue<int, thread_count>& its) -> Coro<> {
    for (int number = 0; number != thread_count; ++number) co_await its.get();
  };
  EXPECT_TRUE(loop.run_until_complete(main(ended)).ok());
  join(threads);
  EXPECT_EQ(sum.load(), thread_count * primitive_rounds);
}

}  // namespace
