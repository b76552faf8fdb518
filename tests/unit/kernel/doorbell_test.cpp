// SPDX-License-Identifier: MIT
// Doorbell: rings before there is a home, between two homes, and at the end.
#include "tests/support/scenario.hpp"

#include <array>
#include <optional>
#include <uasyncio/kernel/doorbell.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::kernel::Doorbell;

namespace {

/// Counts what came, and gives it to waiters one by one.
class Counter : private Doorbell, private asyncio::kernel::WaitList {
 public:
  Counter() noexcept : Doorbell(&on_ring), WaitList("Counter") {}
  ~Counter() { take_down(); }

  struct Wait {
    explicit Wait(Counter& its_counter) noexcept : counter(&its_counter) {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      counter->wait_in(*counter, asyncio::detail::frame_of(awaiting));
    }
    void await_resume() const noexcept {}
    Counter* counter;
  };
  Wait wait() noexcept { return Wait(*this); }
  void add() noexcept {
    ++count;
    ring();
  }

  int count = 0;
  int answers = 0;
  void (*on_answer)() = nullptr;

 private:
  static void on_ring(asyncio::kernel::Signal& signal) noexcept {
    auto& counter = static_cast<Counter&>(signal);
    ++counter.answers;
    if (counter.on_answer != nullptr) counter.on_answer();
    while (counter.count != 0 && counter.wake_first()) --counter.count;
  }
};

TEST(Doorbell, WhatCameBeforeThereWasAHomeIsSeenByTheFirstWait) {
  EXPECT_EQ(played([]() -> Coro<> {
              Counter counter;
              counter.add();
              co_await counter.wait();
              say(counter.count, counter.answers);
            }),
            "0 1 ok");
}

TEST(Doorbell, ManyRingsBeforeTheLoopLooksAreOneAnswer) {
  EXPECT_EQ(played([]() -> Coro<> {
              Counter counter;
              auto wait = [](Counter* its) -> Coro<> { co_await its->wait(); };
              asyncio::create_task(wait, &counter);
              asyncio::create_task(wait, &counter);
              co_await asyncio::sleep_ms(1);
              counter.answers = 0;
              counter.add();
              counter.add();
              co_await asyncio::sleep_ms(1);
              say(counter.count, counter.answers);
            }),
            "0 1 ok");
}

void move_home(bool is_rung_before) {
  asyncio::SimPort port;
  asyncio::Loop first(port);
  Counter counter;
  auto waits = [](Counter* its) -> Coro<> {
    const auto result = co_await asyncio::as_result(asyncio::wait_for_ms(its->wait(), 5));
    say(result.ok() ? "seen" : result.error().name());
  };
  words().clear();
  EXPECT_TRUE(first.run_until_complete(waits(&counter)).ok());
  if (is_rung_before) counter.add();  // stands in the queue of a loop that does not run
  counter.count = 0;
  asyncio::Loop second(port);
  port.at(asyncio::to_microseconds(port.now()) + 1'000, [&] { counter.add(); });
  EXPECT_TRUE(second.run_until_complete(waits(&counter)).ok());
  EXPECT_EQ(words(), "TimeoutError seen");
}

TEST(Doorbell, IsAtHomeWhereItWasWaitedForLast) { move_home(false); }

TEST(Doorbell, ARingThatTheOldHomeHasNotHeardDoesNotKeepTheNewOneFromHearing) { move_home(true); }

TEST(Doorbell, AnAnswerMayDestroyWhatIsToAnswerNext) {
  static std::array<std::optional<Counter>, 3> counters;
  EXPECT_EQ(played([]() -> Coro<> {
              for (auto& each : counters) {
                each.emplace().add();
                co_await each->wait();
                each->answers = 0;
              }
              counters[0]->on_answer = [] { counters[1].reset(); };
              sim()->at(1'000, [] {
                for (auto& each : counters) each->add();
              });
              co_await asyncio::sleep_ms(2);
              say(counters[0]->answers, counters[2]->answers);
              for (auto& each : counters) each.reset();
            }),
            "1 1 ok");
}

}  // namespace
