// SPDX-License-Identifier: MIT
// Context and to_thread in virtual time: the function is awaited for real, the loop never sleeps.
#include "ports/unix/unix_port.hpp"
#include "tests/support/scenario.hpp"

#include <atomic>
#include <memory>
#include <semaphore>
#include <stdexcept>
#include <thread>
#include <uasyncio/threadsafe/context.hpp>

using namespace scenario;
using asyncio::Context;
using asyncio::Coro;
using asyncio::Task;

namespace {

/// As played, but on the unix port: another thread may wake the loop.
template <class Make>
std::string played_for_real(Make make) {
  words().clear();
  const std::size_t used_before = asyncio::FramePool::current().used();
  {
    asyncio::UnixPort port;
    asyncio::Loop loop(port);
    {
      auto result = loop.run_until_complete(make());
      say(result ? "ok" : result.error().name());
    }
    loop.close();
  }
  EXPECT_EQ(asyncio::FramePool::current().used(), used_before) << "frames or tasks are left";
  return words();
}

TEST(Context, GivesTheValueOfAFunctionThatRanInAnotherThread) {
  EXPECT_EQ(played_for_real([]() -> Coro<> {
              Context context("worker");
              const auto here = std::this_thread::get_id();
              say(co_await context.assign([](int a, int b) { return a + b; }, 40, 2));
              say(co_await context.assign([here] { return std::this_thread::get_id() != here; }));
              co_await context.assign([] {});
              auto moved =
                  co_await context.assign([](std::unique_ptr<int>& its) { return std::move(its); },
                                          std::make_unique<int>(7));
              say(*moved);
            }),
            "42 1 7 ok");
}

TEST(Context, OtherTasksRunMeanwhileAndCallsAreMadeInOrder) {
  EXPECT_EQ(played_for_real([]() -> Coro<> {
              Context context;
              std::binary_semaphore gate(0);
              std::string order;
              auto call = [](Context& its, std::binary_semaphore& its_gate, std::string& text,
                             char name) -> Coro<> {
                co_await its.assign([&its_gate, &text, name] {
                  if (name == 'a') its_gate.acquire();
                  text += name;
                });
              };
              auto first = asyncio::create_task(call, std::ref(context), std::ref(gate),
                                                std::ref(order), 'a');
              auto second = asyncio::create_task(call, std::ref(context), std::ref(gate),
                                                 std::ref(order), 'b');
              co_await asyncio::sleep_ms(0);
              say("other");
              gate.release();
              co_await first;
              co_await second;
              say(order);
            }),
            "other ab ok");
}

#if UASYNCIO_EXCEPTIONS
// In the original an exception in the function kills the thread, and the caller waits for ever.
TEST(OriginalDefectsOfContext, AnExceptionReachesTheCallerAndTheThreadGoesOn) {
  EXPECT_EQ(played_for_real([]() -> Coro<> {
              Context context;
              try {
                co_await context.assign([]() -> int { throw std::runtime_error("boom"); });
              } catch (const std::runtime_error& error) {
                say(error.what());
              }
              auto result =
                  co_await asyncio::as_result(context.assign([] { throw asyncio::OSError(5); }));
              say(result.error().name(), result.error().code);
              say(co_await context.assign([] { return 1; }));
            }),
            "boom OSError 5 1 ok");
}
#endif

// The original cannot be cancelled.
TEST(OriginalDefectsOfContext, ACancelAsksTheFunctionToStopAndWaitsUntilItHasReturned) {
  EXPECT_EQ(played_for_real([]() -> Coro<> {
              Context context;
              std::binary_semaphore has_begun(0);
              std::atomic<bool> has_returned{false};
              Task<> task = asyncio::create_task([&]() -> Coro<> {
                co_await context.assign([&](std::stop_token stop) {
                  has_begun.release();
                  while (!stop.stop_requested()) std::this_thread::yield();
                  has_returned = true;
                });
                say("never");
              });
              co_await asyncio::sleep_ms(0);
              has_begun.acquire();
              const asyncio::Error error = co_await asyncio::cancel_and_wait(task);
              say(error.name(), has_returned.load());
            }),
            "CancelledError 1 ok");
}

TEST(Context, ATimeOutAsksTheFunctionToStopToo) {
  EXPECT_EQ(played_for_real([]() -> Coro<> {
              auto result = co_await asyncio::as_result(
                  asyncio::wait_for_ms(asyncio::to_thread(
                                           [](std::stop_token stop, int value) {
                                             while (!stop.stop_requested())
                                               std::this_thread::yield();
                                             return value;
                                           },
                                           5),
                                       1));
              say(result.error().name());
            }),
            "TimeoutError ok");
}

TEST(Context, ACallThatWasNotBegunIsNotMadeWhenItIsCancelled) {
  EXPECT_EQ(
      played_for_real([]() -> Coro<> {
        Context context;
        std::binary_semaphore gate(0);
        std::atomic<int> calls{0};
        auto call = [](Context& its, std::binary_semaphore& its_gate,
                       std::atomic<int>& count) -> Coro<> {
          co_await its.assign([&its_gate, &count] {
            its_gate.acquire();
            ++count;
          });
        };
        auto first = asyncio::create_task(call, std::ref(context), std::ref(gate), std::ref(calls));
        auto second =
            asyncio::create_task(call, std::ref(context), std::ref(gate), std::ref(calls));
        auto third = asyncio::create_task(call, std::ref(context), std::ref(gate), std::ref(calls));
        co_await asyncio::sleep_ms(0);
        co_await asyncio::cancel_and_wait(second);
        gate.release();
        co_await first;
        gate.release();
        co_await third;
        say(calls.load());
      }),
      "2 ok");
}

TEST(Context, ThatIsDestroyedFinishesWhatItRunsAndFailsTheRest) {
  EXPECT_EQ(played_for_real([]() -> Coro<> {
              auto context = std::make_unique<Context>();
              std::binary_semaphore has_begun(0);
              std::binary_semaphore gate(0);
              auto call = [](Context& its, std::binary_semaphore& begun,
                             std::binary_semaphore& its_gate) -> Coro<int> {
                co_return co_await its.assign([&begun, &its_gate] {
                  begun.release();
                  its_gate.acquire();
                  return 1;
                });
              };
              Task<int> first = asyncio::create_task(call(*context, has_begun, gate));
              Task<int> second = asyncio::create_task(call(*context, has_begun, gate));
              co_await asyncio::sleep_ms(0);
              has_begun.acquire();
              std::thread opener([&gate] { gate.release(); });
              context.reset();
              opener.join();
              say(co_await first);
              say(co_await error_of(second));
            }),
            "1 RuntimeError ok");
}

TEST(Context, ALoopInVirtualTimeWaitsForTheFunction) {
  EXPECT_EQ(played([]() -> Coro<> {
              Context context;
              say(co_await context.assign([] {
                std::this_thread::yield();
                return 1;
              }));
              say(co_await asyncio::to_thread([] { return 2; }), now_ms());
            }),
            "1 2 0 ok");
}

TEST(Context, WithoutRoomForAFrameTheCallFailsAndTheFunctionIsAwaited) {
  for (std::size_t n = 1; n != 4; ++n) {
    EXPECT_EQ(played_for_real([n]() -> Coro<> {
                Context context;
                asyncio::FramePool::current().fail_allocation(n);
                auto result = co_await asyncio::as_result(context.assign([] { return 1; }));
                asyncio::FramePool::current().fail_allocation(0);
                say(result ? "value" : result.error().name());
              }),
              n == 3 ? "value ok" : "MemoryError ok")
        << n;
  }
}

TEST(Context, ALoopThatIsDestroyedWaitsForTheFunction) {
  words().clear();
  Context context;
  std::binary_semaphore has_begun(0);
  std::atomic<bool> has_returned{false};
  {
    asyncio::UnixPort port;
    asyncio::Loop loop(port);
    auto calls = [&]() -> Coro<> {
      co_await context.assign([&](std::stop_token stop) {
        has_begun.release();
        while (!stop.stop_requested()) std::this_thread::yield();
        has_returned = true;
      });
    };
    loop.create_task(calls());
    auto main = []() -> Coro<> { co_await asyncio::sleep_ms(0); };
    EXPECT_TRUE(loop.run_until_complete(main()).ok());
    has_begun.acquire();
  }
  EXPECT_TRUE(has_returned);
}

TEST(Context, ClosingALoopWaitsForTheFunctionWithoutAReport) {
  std::binary_semaphore has_begun(0);
  std::atomic<bool> has_returned{false};
  Context context;
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  auto calls = [&]() -> Coro<> {
    co_await context.assign([&](std::stop_token stop) {
      has_begun.release();
      while (!stop.stop_requested()) std::this_thread::yield();
      has_returned = true;
    });
  };
  const Task<> task = loop.create_task(calls());
  auto main = []() -> Coro<> { co_await asyncio::sleep_ms(0); };
  EXPECT_TRUE(loop.run_until_complete(main()).ok());
  has_begun.acquire();
  loop.close();
  EXPECT_TRUE(task.cancelled());
  EXPECT_TRUE(has_returned);
}

}  // namespace
