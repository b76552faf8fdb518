// SPDX-License-Identifier: MIT
// A SynCom between two loops, each in a thread of its own as two boards are.
#include "ports/unix/unix_port.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <mutex>
#include <string>
#include <thread>
#include <uasyncio.hpp>
#include <uasyncio/drivers/link/syncom.hpp>

namespace asyncio = uasyncio;
using asyncio::Coro;
using asyncio::Error;
using asyncio::machine::Edge;
using asyncio::machine::PinHandler;

namespace {

/// A wire from one thread to another: the one that writes runs the other's interrupt.
class ThreadWire {
 public:
  void value(bool level) noexcept {
    if (level_.exchange(level) == level) return;
    const std::lock_guard guard(mutex_);
    if (handler_ != nullptr) handler_(argument_);
  }
  bool value() const noexcept { return level_.load(); }
  Error irq(Edge, PinHandler handler, void* argument) noexcept {
    const std::lock_guard guard(mutex_);
    handler_ = handler;
    argument_ = argument;
    return Error::none;
  }
  void irq(std::nullptr_t) noexcept { (void)irq(Edge::none, nullptr, nullptr); }

 private:
  std::atomic<bool> level_{false};
  std::mutex mutex_;
  PinHandler handler_ = nullptr;
  void* argument_ = nullptr;
};

using ThreadPins = asyncio::SynComPins<ThreadWire, ThreadWire, ThreadWire, ThreadWire>;
using ThreadLink = asyncio::SynCom<16, 3>;

constexpr int texts = 20;

Coro<> send_all(ThreadLink& link) {
  for (int n = 0; n != texts; ++n) {
    while (!link.send(std::to_string(n))) co_await link.drain();
  }
}

/// Its own texts go out while it takes those of the other; `arrived` counts them, if all are right.
Coro<> talk(bool passive, ThreadPins& pins, int& arrived) {
  ThreadLink link(passive, pins, {.timeout_ms = 10'000});
  asyncio::OwnedTask<> runner = asyncio::create_task(link.run());
  asyncio::OwnedTask<> sender = asyncio::create_task(send_all(link));
  for (int n = 0; n != texts; ++n) {
    const auto text = co_await link.await_obj();
    if (text && *text == std::to_string(n)) ++arrived;
  }
  co_await sender;
  co_await link.drain();
  co_await asyncio::sleep_ms(10);  // the other hears that, too
}

TEST(SynComThreads, TextsGoBothWaysBetweenTwoLoops) {
  ThreadWire clock_to_right, data_to_right, clock_to_left, data_to_left;
  ThreadPins left{clock_to_left, clock_to_right, data_to_left, data_to_right};
  ThreadPins right{clock_to_right, clock_to_left, data_to_right, data_to_left};
  int arrived[2] = {};
  std::thread other(
      [&]() { EXPECT_TRUE(asyncio::run_result(talk(true, right, arrived[1])).ok()); });
  EXPECT_TRUE(asyncio::run_result(talk(false, left, arrived[0])).ok());
  other.join();
  EXPECT_EQ(arrived[0], texts);
  EXPECT_EQ(arrived[1], texts);
}

}  // namespace
