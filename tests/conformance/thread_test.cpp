// SPDX-License-Identifier: MIT
// The flag and the loop on the real clock, with a thread that sets it. No timing is asserted.
#include "ports/unix/unix_port.hpp"
#include "tests/support/scenario.hpp"

#include <thread>

using namespace scenario;
using asyncio::Coro;
using asyncio::Loop;
using asyncio::ThreadSafeFlag;
using asyncio::UnixPort;

TEST(ThreadSafeFlagOnThreads, AThreadWakesTheSleepingLoop) {
  UnixPort port;
  Loop loop(port);
  ThreadSafeFlag flag;
  std::thread setter;
  auto main = [](ThreadSafeFlag* one, std::thread* thread) -> Coro<int> {
    *thread = std::thread([one] {
      std::this_thread::sleep_for(2ms);
      one->set();
    });
    co_await one->wait();
    co_return 5;
  };
  EXPECT_EQ(loop.run_until_complete(main(&flag, &setter)).value(), 5);
  setter.join();
}

TEST(ThreadSafeFlagOnThreads, EveryHandshakeOfTwoSidesArrives) {
  UnixPort port;
  Loop loop(port);
  ThreadSafeFlag ping;
  std::atomic<int> answered{0};
  constexpr int rounds = 300;
  std::thread other([&ping, &answered] {
    for (int round = 0; round != rounds; ++round) {
      ping.set();
      while (answered.load() == round) std::this_thread::yield();
    }
  });
  auto main = [](ThreadSafeFlag* flag, std::atomic<int>* count) -> Coro<> {
    for (int round = 0; round != rounds; ++round) {
      co_await flag->wait();
      ++*count;
    }
  };
  EXPECT_TRUE(loop.run_until_complete(main(&ping, &answered)));
  other.join();
  EXPECT_EQ(answered, rounds);
}

TEST(ThreadSafeFlagOnThreads, ASleepOnTheRealClockNeverEndsEarly) {
  UnixPort port;
  Loop loop(port);
  auto main = []() -> Coro<> {
    for (int length : {1, 3, 2}) {
      const auto start = std::chrono::steady_clock::now();
      co_await asyncio::sleep_ms(length);
      EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(length));
    }
    const auto start = std::chrono::steady_clock::now();
    co_await asyncio::sleep(0.0009);
    EXPECT_GE(std::chrono::steady_clock::now() - start, 900us);
  };
  EXPECT_TRUE(loop.run_until_complete(main()));
}
