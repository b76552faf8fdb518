// SPDX-License-Identifier: MIT
// The signal queue: an interrupt at every atomic step of push and take.
#include "uasyncio/kernel/signal.hpp"

#include "tests/support/scenario.hpp"

#include <array>

using uasyncio::SimPort;
using uasyncio::kernel::SignalQueue;

namespace {

struct Counted : uasyncio::kernel::Signal {
  constexpr Counted()
      : Signal([](Signal& signal) noexcept { ++static_cast<Counted&>(signal).answered; }) {}
  int answered = 0;
};

void deliver_all(SignalQueue& queue) {
  uasyncio::kernel::Signal* signal = queue.take_all();
  while (signal != nullptr) {
    uasyncio::kernel::Signal* next = signal->next.load();
    SignalQueue::mark_unqueued(*signal);
    signal->answer(*signal);
    signal = next;
  }
}

TEST(Signal, IsDeliveredOnceHoweverOftenItWasPushed) {
  SignalQueue queue;
  Counted signal;
  queue.push(signal);
  queue.push(signal);
  EXPECT_TRUE(signal.is_queued());
  deliver_all(queue);
  EXPECT_EQ(signal.answered, 1);
  EXPECT_FALSE(signal.is_queued());
  EXPECT_TRUE(queue.empty());
  queue.push(signal);
  deliver_all(queue);
  EXPECT_EQ(signal.answered, 2);
}

TEST(Signal, ThoseOfOneQueueAreTakenOldestFirst) {
  SignalQueue queue;
  std::array<Counted, 3> signals;
  for (Counted& signal : signals) queue.push(signal);
  uasyncio::kernel::Signal* taken = queue.take_all();
  for (Counted& signal : signals) {
    ASSERT_EQ(taken, &signal);
    taken = taken->next.load();
  }
  EXPECT_EQ(taken, nullptr);
}

TEST(Signal, AnInterruptAtAnyStepLosesNeitherItsOwnNorTheInterruptedOne) {
  for (unsigned point = 1; point != 12; ++point) {
    for (const bool same : {true, false}) {
      SimPort port;
      SignalQueue queue;
      Counted first, second, third;
      int pushed = 0;
      port.at_interrupt_point(point, [&] {
        ++pushed;
        queue.push(same ? first : third);
      });
      queue.push(first);
      queue.push(second);
      deliver_all(queue);
      port.at_interrupt_point(0, nullptr);
      deliver_all(queue);
      EXPECT_EQ(second.answered, 1);
      EXPECT_GE(first.answered, 1);
      EXPECT_LE(first.answered, same ? 1 + pushed : 1);
      EXPECT_EQ(third.answered, same ? 0 : pushed);
      EXPECT_TRUE(queue.empty());
      EXPECT_FALSE(first.is_queued() || second.is_queued() || third.is_queued());
    }
  }
}

}  // namespace
