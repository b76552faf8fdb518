// SPDX-License-Identifier: MIT
// Programs in several threads: an interruption goes to one that runs, however they begin and end.
#include <atomic>
#include <csignal>
#include <gtest/gtest.h>
#include <thread>
#include <uasyncio.hpp>

namespace asyncio = uasyncio;
using asyncio::Coro;
using asyncio::Error;

namespace {

/// A `run` in a thread of its own, which ends when it is told to.
class RunInThread {
 public:
  RunInThread() : thread_([this] { error_ = asyncio::run_result(main(*this)).error(); }) {
    while (!has_begun_.load()) std::this_thread::yield();
  }
  void end() {
    may_end_.set();
    thread_.join();
  }
  /// How it ended, of one that nobody ends.
  Error join() {
    thread_.join();
    return error_;
  }

 private:
  static Coro<> main(RunInThread& self) {
    self.has_begun_ = true;
    co_await self.may_end_.wait();
  }

  asyncio::ThreadSafeFlag may_end_;
  std::atomic<bool> has_begun_{false};
  Error error_;
  std::thread thread_;
};

TEST(RunThreads, AnInterruptionGoesToTheOneThatBeganLast) {
  RunInThread first;
  RunInThread second;
  EXPECT_TRUE(asyncio::interrupt_program());
  EXPECT_EQ(second.join(), Error::interrupted);
  first.end();
  EXPECT_FALSE(asyncio::interrupt_program());
}

TEST(RunThreads, AnInterruptionAfterTheOlderOneHasEndedGoesToTheOther) {
  RunInThread first;
  RunInThread second;
  first.end();
  EXPECT_TRUE(asyncio::interrupt_program());
  EXPECT_EQ(second.join(), Error::interrupted);
  EXPECT_FALSE(asyncio::interrupt_program());
}

TEST(RunThreads, AnInterruptionAfterTheNewerOneHasEndedGoesToTheOther) {
  RunInThread first;
  RunInThread second;
  second.end();
  EXPECT_TRUE(asyncio::interrupt_program());
  EXPECT_EQ(first.join(), Error::interrupted);
  EXPECT_FALSE(asyncio::interrupt_program());
}

TEST(RunThreads, InterruptionsFromAThreadWhileRunsBeginAndEndReachOneOrNobody) {
  constexpr int rounds = 300;
  std::atomic<bool> stops{false};
  std::thread interrupter([&stops] {
    while (!stops.load()) {
      asyncio::interrupt_program();
      std::this_thread::yield();
    }
  });
  const auto main = []() -> Coro<> { co_await asyncio::sleep_ms(0); };
  for (int round = 0; round != rounds; ++round) {
    const Error error = asyncio::run_result(main()).error();
    EXPECT_TRUE(error == Error::none || error == Error::interrupted) << error.name();
  }
  stops = true;
  interrupter.join();
}

}  // namespace
