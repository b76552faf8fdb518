// SPDX-License-Identifier: MIT
// An alarm that its loop stops and starts while other threads ring it.
#include <atomic>
#include <gtest/gtest.h>
#include <thread>
#include <uasyncio.hpp>
#include <uasyncio/threadsafe/alarm.hpp>

namespace asyncio = uasyncio;
using asyncio::Coro;

namespace {

struct Bell : asyncio::Alarm {
  Bell() noexcept
      : Alarm([](Alarm& alarm, Cause) noexcept {
          auto& bell = static_cast<Bell&>(alarm);
          ++bell.answers;
          bell.answered.set();
        }) {}
  using Alarm::ring;
  using Alarm::start;
  using Alarm::stop;

  int answers = 0;
  asyncio::Event answered;
};

Coro<> is_stopped_and_started(Bell& bell, int& answers_while_stopped) {
  for (int round = 0; round != 200; ++round) {
    bell.stop();
    const int before = bell.answers;
    for (int turn = 0; turn != 10; ++turn) co_await asyncio::sleep_ms(0);
    answers_while_stopped += bell.answers - before;
    bell.answered.clear();
    bell.start();
    co_await bell.answered.wait();
  }
}

TEST(AlarmThreads, AnswersOnlyWhileItIsStarted) {
  int answers_while_stopped = 0;
  asyncio::run([&]() -> Coro<> {
    Bell bell;
    std::atomic<bool> is_over{false};
    std::thread ringer([&] {
      while (!is_over) bell.ring();
    });
    co_await is_stopped_and_started(bell, answers_while_stopped);
    is_over = true;
    ringer.join();
  }());
  EXPECT_EQ(answers_while_stopped, 0);
}

}  // namespace
