// SPDX-License-Identifier: MIT
// Threads and signal handlers that tell something while loops begin and end, one after the other.
#include <atomic>
#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>
#include <span>
#include <thread>
#include <uasyncio.hpp>

namespace asyncio = uasyncio;
using asyncio::Coro;

namespace {

constexpr int rounds = 100;

/// Nothing is left of a loop that lay here.
[[gnu::noinline]] void overwrite_stack() {
  volatile char room[8192];
  for (unsigned n = 0; n != sizeof room; ++n) room[n] = 0x5a;
}

/// Runs `make_main()` again and again, in a loop of its own each time.
template <class MakeMain>
void run_many(MakeMain make_main) {
  for (int round = 0; round != rounds; ++round) {
    EXPECT_TRUE(asyncio::run_result(make_main()).ok());
    overwrite_stack();
  }
}

/// The same while a thread calls `tell` without a pause. Each run ends when it has heard it.
template <class MakeMain, class Tell>
void run_many_beside(Tell tell, MakeMain make_main) {
  std::atomic<bool> stops{false};
  std::thread teller([&] {
    while (!stops.load()) tell();
  });
  run_many(make_main);
  stops = true;
  teller.join();
}

TEST(LoopEndThreads, AFlagIsHeardByEveryLoop) {
  asyncio::ThreadSafeFlag flag;
  auto main = [&flag]() -> Coro<> { co_await flag.wait(); };
  run_many_beside([&] { flag.set(); }, main);
}

TEST(LoopEndThreads, AnEventIsHeardByEveryLoop) {
  asyncio::ThreadSafeEvent event;
  auto main = [&event]() -> Coro<> {
    co_await event.wait();
    event.clear();
  };
  run_many_beside([&] { event.set(); }, main);
}

TEST(LoopEndThreads, AMessageIsHeardByEveryLoop) {
  asyncio::Message<int> message;
  auto main = [&message]() -> Coro<> { EXPECT_EQ(co_await message.next(), 5); };
  run_many_beside([&] { message.set(5); }, main);
}

TEST(LoopEndThreads, ItemsReachEveryLoop) {
  asyncio::ThreadSafeQueue<int, 3> queue;
  auto main = [&queue]() -> Coro<> {
    for (int n = 0; n != 5; ++n) EXPECT_EQ(co_await queue.get(), 5);
  };
  run_many_beside([&] { queue.put_sync(5); }, main);
}

TEST(LoopEndThreads, BytesReachEveryLoop) {
  asyncio::RingIO<3> ring;
  auto main = [&ring]() -> Coro<> {
    char bytes[5];
    co_await ring.read_exactly(bytes);
    EXPECT_EQ(bytes[4], 'x');
  };
  run_many_beside([&] { ring.write("x"); }, main);
}

TEST(LoopEndThreads, ADelayIsTriggeredWhileLoopsEnd) {
  asyncio::Delay_ms delay(1);
  auto main = [&delay]() -> Coro<> {
    while (!delay.running()) co_await asyncio::sleep_ms(0);
  };
  run_many_beside([&] { delay.trigger(); }, main);
  auto waits = [&delay]() -> Coro<> {
    delay.trigger();
    co_await delay.wait();
  };
  EXPECT_TRUE(asyncio::run_result(waits()).ok());
}

TEST(LoopEndThreads, ALoopThatHasGoneIsToldInVain) {
  std::atomic<asyncio::Loop*> loop{nullptr};
  std::atomic<int> calls{0};
  auto adds = [](int a, int b) -> Coro<int> { co_return a + b; };
  auto main = [&]() -> Coro<> {
    loop = asyncio::Loop::running();
    const int before = calls.load();
    while (calls.load() == before) co_await asyncio::sleep_ms(0);
  };
  auto tell = [&] {
    asyncio::Loop* const its_loop = loop.load();
    if (its_loop == nullptr) return;
    its_loop->call_soon_threadsafe([&calls] { ++calls; });
    const auto result = asyncio::run_coroutine_threadsafe(*its_loop, adds, 1, 2).result();
    EXPECT_TRUE(result.ok() || result.error() == asyncio::Error::cancelled);
  };
  run_many_beside(tell, main);
}

TEST(LoopEndThreads, AThreadThatEndsTakesItsLoopAlongWhileAnotherOneRings) {
  asyncio::ThreadSafeFlag flag;
  std::atomic<bool> stops{false};
  std::thread ringer([&] {
    while (!stops.load()) flag.set();
  });
  auto waits = [](asyncio::ThreadSafeFlag& its_flag) -> Coro<> {
    while (true) co_await its_flag.wait();
  };
  auto main = [](asyncio::ThreadSafeFlag& its_flag) -> Coro<> { co_await its_flag.wait(); };
  for (int round = 0; round != rounds / 4; ++round) {
    std::thread([&] {
      asyncio::Loop& loop = asyncio::get_event_loop();
      loop.create_task(waits(flag));  // it is left when the thread ends
      EXPECT_TRUE(loop.run_until_complete(main(flag)).ok());
    }).join();
  }
  stops = true;
  ringer.join();
}

asyncio::ThreadSafeFlag* flag_of_handler = nullptr;
asyncio::Message<int>* message_of_handler = nullptr;

void tell_in_handler(int) {
  flag_of_handler->set();
  message_of_handler->set(5);
}

TEST(LoopEndThreads, SignalHandlersAreHeardByEveryLoop) {
  asyncio::ThreadSafeFlag flag;
  asyncio::Message<int> message;
  flag_of_handler = &flag;
  message_of_handler = &message;
  struct sigaction action = {};
  struct sigaction before = {};
  action.sa_handler = &tell_in_handler;
  sigaction(SIGUSR2, &action, &before);
  auto main = [&]() -> Coro<> {
    co_await flag.wait();
    EXPECT_EQ(co_await message.next(), 5);
  };
  const pthread_t loop_thread = pthread_self();
  auto tell = [&] {
    pthread_kill(loop_thread, SIGUSR2);
    std::this_thread::yield();
  };
  run_many_beside(tell, main);
  sigaction(SIGUSR2, &before, nullptr);
}

}  // namespace
