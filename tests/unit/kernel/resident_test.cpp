// SPDX-License-Identifier: MIT
// What is told while a loop ends, in an interrupt after any atomic step of that, is heard: by that
// loop or by the next one.
#include "uasyncio/kernel/resident.hpp"

#include "tests/support/scenario.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::Loop;
using asyncio::SimPort;

namespace {

/// The life of one loop in which `main` runs.
void run_one(SimPort& port, Coro<> main) {
  Loop loop(port);
  EXPECT_TRUE(loop.run_until_complete(std::move(main)).ok());
  loop.close();
}

/// `tells` is called after the n-th atomic step from the end of `main` on, for each n until there
/// is none; `between(port)` after the loop has gone. Gives the number of steps.
template <class MakeMain, class Tells, class Between>
unsigned for_each_step_of_the_end(MakeMain make_main, Tells tells, Between between) {
  for (unsigned step = 1;; ++step) {
    SimPort port;
    bool is_told = false;
    auto tell = [&] {
      is_told = true;
      tells();
    };
    auto main = [](Coro<> body, SimPort& its_port, unsigned its_step, auto& its_tell) -> Coro<> {
      co_await std::move(body);
      its_port.at_interrupt_point(its_step, its_tell);
    };
    run_one(port, main(make_main(), port, step, tell));
    port.at_interrupt_point(0, nullptr);
    if (!is_told) return step - 1;
    between(port);
    if (testing::Test::HasFailure()) {
      ADD_FAILURE() << "told after step " << step;
      return step;
    }
  }
}

/// A task waits for the word when its loop ends; if it does not hear it, one in the next loop does.
template <class Word, class Wait>
void is_heard(Wait wait, void (*tell)(Word&)) {
  std::unique_ptr<Word> word;
  int heard = 0;
  auto waits = [](Word& its_word, int& count, Wait its_wait) -> Coro<> {
    co_await its_wait(its_word);
    ++count;
  };
  auto first = [&]() -> Coro<> {
    asyncio::create_task(waits, std::ref(*word), std::ref(heard), wait);
    co_await asyncio::sleep_ms(1);
  };
  auto second = [&]() -> Coro<> {
    Coro<> waiting = waits(*word, heard, wait);
    (void)co_await asyncio::as_result(asyncio::wait_for_ms(std::move(waiting), 1));
  };
  auto make_first = [&]() -> Coro<> {
    word = std::make_unique<Word>();
    heard = 0;
    return first();
  };
  const unsigned steps = for_each_step_of_the_end(
      make_first, [&] { tell(*word); },
      [&](SimPort& port) {
        if (heard == 0) run_one(port, second());
        EXPECT_EQ(heard, 1);
        word.reset();
      });
  EXPECT_GE(steps, 3u);
}

TEST(Resident, AFlagSetWhileItsLoopEndsIsHeard) {
  auto wait = [](asyncio::ThreadSafeFlag& flag) -> Coro<> { co_await flag.wait(); };
  is_heard<asyncio::ThreadSafeFlag>(wait, [](asyncio::ThreadSafeFlag& flag) { flag.set(); });
}

TEST(Resident, AnEventSetWhileItsLoopEndsIsHeard) {
  auto wait = [](asyncio::ThreadSafeEvent& event) -> Coro<> { co_await event.wait(); };
  is_heard<asyncio::ThreadSafeEvent>(wait, [](asyncio::ThreadSafeEvent& event) { event.set(); });
}

TEST(Resident, AMessageSetWhileItsLoopEndsIsHeard) {
  auto wait = [](asyncio::Message<int>& message) -> Coro<> {
    EXPECT_EQ(co_await message.next(), 5);
  };
  is_heard<asyncio::Message<int>>(wait, [](asyncio::Message<int>& message) { message.set(5); });
}

TEST(Resident, AnItemPutWhileItsLoopEndsIsTaken) {
  using Queue = asyncio::ThreadSafeQueue<int, 2>;
  auto wait = [](Queue& queue) -> Coro<> { EXPECT_EQ(co_await queue.get(), 5); };
  is_heard<Queue>(wait, [](Queue& queue) { EXPECT_TRUE(queue.put_sync(5)); });
}

TEST(Resident, AByteWrittenWhileItsLoopEndsIsRead) {
  using Ring = asyncio::RingIO<2>;
  auto wait = [](Ring& ring) -> Coro<> {
    char byte = 0;
    co_await ring.read_exactly(std::span(&byte, 1));
    EXPECT_EQ(byte, 'x');
  };
  is_heard<Ring>(wait, [](Ring& ring) { EXPECT_EQ(ring.write("x"), 1u); });
}

TEST(Resident, ADelayTriggeredWhileItsLoopEndsRunsInTheNextIfThisOneHasNotSeenIt) {
  std::unique_ptr<asyncio::Delay_ms<>> delay;
  auto first = [&]() -> Coro<> {
    delay = std::make_unique<asyncio::Delay_ms<>>(5);
    EXPECT_FALSE(delay->running());
    co_await asyncio::sleep_ms(0);
  };
  unsigned gone_with_the_first = 0;
  unsigned ran_in_the_second = 0;
  auto second = [&]() -> Coro<> {
    if (delay->running()) {
      ++ran_in_the_second;
      EXPECT_EQ(gone_with_the_first, 0u) << "it was not seen earlier, but later";
    } else {
      ++gone_with_the_first;
      delay->trigger();
    }
    const asyncio::Time start = Loop::running()->time();
    co_await delay->wait();
    EXPECT_EQ(Loop::running()->time() - start, 5'000u);
  };
  const unsigned steps =
      for_each_step_of_the_end([&] { return first(); }, [&] { delay->trigger(); },
                               [&](SimPort& port) {
                                 run_one(port, second());
                                 delay.reset();
                               });
  EXPECT_GE(steps, 2u);
  EXPECT_GE(ran_in_the_second, 1u);
}

TEST(Resident, ACallOrACoroutineForALoopThatEndsIsRunOrRefused) {
  auto adds = [](int a, int b) -> Coro<int> { co_return a + b; };
  Loop* loop = nullptr;
  int calls = 0;
  bool is_taken = false;
  std::optional<asyncio::ConcurrentFuture<int>> future;
  auto main = [&]() -> Coro<> {
    loop = Loop::running();
    co_await asyncio::sleep_ms(0);
  };
  const unsigned steps = for_each_step_of_the_end(
      [&] { return main(); },
      [&] {
        is_taken = loop->call_soon_threadsafe([&calls] { ++calls; });
        future.emplace(asyncio::run_coroutine_threadsafe(*loop, adds, 1, 2));
        loop->interrupt();
      },
      [&](SimPort&) {
        EXPECT_TRUE(future->done());
        asyncio::Result<int> result = future->result();
        EXPECT_TRUE(result.ok() ? *result == 3 : result.error() == asyncio::Error::cancelled);
        EXPECT_FALSE(future->cancel());
        EXPECT_LE(calls, is_taken ? 1 : 0);
        calls = 0;
      });
  EXPECT_GE(steps, 1u);
}

TEST(Resident, ALoopThatHasGoneRefusesCallsAndCoroutines) {
  auto adds = [](int a, int b) -> Coro<int> { co_return a + b; };
  alignas(Loop) unsigned char room[sizeof(Loop)];
  SimPort port;
  Loop* const loop = ::new (room) Loop(port);
  loop->~Loop();
  EXPECT_FALSE(loop->call_soon_threadsafe([] { ADD_FAILURE(); }));
  EXPECT_EQ(asyncio::run_coroutine_threadsafe(*loop, adds, 1, 2).result().error(),
            asyncio::Error::cancelled);
  loop->interrupt();
}

TEST(Resident, ADelayIsTriggeredInTheNextLoopAtAnotherPlaceInMemory) {
  words().clear();
  SimPort port;
  asyncio::Delay_ms delay([] { say("called", now_ms()); }, 10);
  auto triggers = [](asyncio::DelayBase* its) -> Coro<> {
    its->trigger();
    co_await asyncio::sleep_ms(20);
  };
  std::optional<Loop> first(std::in_place, port);
  Loop second(port);
  EXPECT_TRUE(first->run_until_complete(triggers(&delay)));
  first.reset();
  EXPECT_TRUE(second.run_until_complete(triggers(&delay)));
  EXPECT_EQ(words(), "called 10 called 30");
}

/// When it goes, a delay finds a home, if a loop runs.
struct TriggersOnItsEnd {
  explicit TriggersOnItsEnd(asyncio::Delay_ms<>& its) : delay(&its) {}
  TriggersOnItsEnd(TriggersOnItsEnd&& other) noexcept
      : delay(std::exchange(other.delay, nullptr)) {}
  ~TriggersOnItsEnd() {
    if (delay == nullptr) return;
    delay->trigger(1);
    delay->clear();
  }
  asyncio::Delay_ms<>* delay;
};

TEST(Resident, OneThatComesInTheLastMomentLeavesToo) {
  asyncio::SimPort port;
  asyncio::Delay_ms<> delay(10);
  auto waits = [](asyncio::Delay_ms<>& its) -> Coro<> { co_await its.wait(); };
  {
    Loop loop(port);
    delay.trigger(1);
    EXPECT_TRUE(loop.run_until_complete(waits(delay)).ok());
    EXPECT_TRUE(loop.call_soon_threadsafe([last = TriggersOnItsEnd(delay)] {}));
  }
  Loop other(port);
  delay.trigger(1);
  EXPECT_TRUE(other.run_until_complete(waits(delay)).ok());
}

}  // namespace
