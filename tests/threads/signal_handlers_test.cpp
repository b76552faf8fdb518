// SPDX-License-Identifier: MIT
// The thread-safe primitives, used in a signal handler that interrupts the loop wherever it is.
#include "ports/unix/unix_port.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>
#include <thread>
#include <uasyncio.hpp>

namespace asyncio = uasyncio;
using asyncio::Coro;

namespace {

constexpr int signal_count = 2000;
constexpr std::size_t ring_size = 64;

struct Shared {
  asyncio::ThreadSafeQueue<int, 16> queue;
  asyncio::Message<int> message;
  asyncio::RingIO<ring_size> bytes;
  std::atomic<int> handled{0};
  std::atomic<int> refused{0};
};
Shared* shared = nullptr;

void on_signal(int) {
  const int number = shared->handled.load();
  if (!shared->queue.put_sync(number)) ++shared->refused;
  shared->message.set(number);
  const char byte = static_cast<char>(number);
  if (shared->bytes.write(std::string_view(&byte, 1)) != 1) ++shared->refused;
  shared->handled.store(number + 1);
}

Coro<> take_items() {
  for (int number = 0; number != signal_count; ++number) {
    EXPECT_EQ(co_await shared->queue.get(), number);
  }
}

Coro<> take_bytes() {
  for (int number = 0; number != signal_count; ++number) {
    char byte = 0;
    co_await shared->bytes.read_exactly(std::span(&byte, 1));
    EXPECT_EQ(byte, static_cast<char>(number));
  }
}

Coro<> take_messages() {
  int last = -1;
  while (last != signal_count - 1) {
    const auto number = co_await shared->message.next();
    EXPECT_GT(*number, last);
    last = *number;
  }
}

TEST(SignalHandlers, LoseNothingWhereverTheyInterruptTheLoop) {
  Shared its_shared;
  shared = &its_shared;
  struct sigaction action = {};
  struct sigaction before = {};
  action.sa_handler = &on_signal;
  sigaction(SIGUSR2, &action, &before);
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  std::thread sender([&loop, loop_thread = pthread_self()] {
    for (int number = 0; number != signal_count; ++number) {
      while (shared->queue.full() || shared->bytes.any() == ring_size) std::this_thread::yield();
      pthread_kill(loop_thread, SIGUSR2);
      while (shared->handled.load() == number) std::this_thread::yield();
    }
    if (shared->refused.load() != 0) loop.interrupt();  // a task would wait for ever
  });
  auto app = []() -> Coro<> {
    co_await asyncio::gather(take_items(), take_bytes(), take_messages());
  };
  EXPECT_TRUE(loop.run_until_complete(app()).ok());
  sender.join();
  EXPECT_EQ(shared->refused.load(), 0);
  sigaction(SIGUSR2, &before, nullptr);
  shared = nullptr;
}

}  // namespace
