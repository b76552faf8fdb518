// SPDX-License-Identifier: MIT
// In the steady state nothing comes from the heap. (A thrown exception does, but from the
// compiler's runtime, which does not use operator new.)
#include "tests/support/scenario.hpp"

#include <array>
#include <cstddef>

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

// In counting_new.cpp: how often operator new was called. The only malloc of the library is the
// frame pool's, which is seen in its peak.
extern thread_local std::size_t count_of_new;

namespace {

Coro<> one_round(asyncio::Event& event) {
  Task<int> task = asyncio::create_task(value_after(1, 1));
  (void)co_await task;
  (void)co_await asyncio::gather(value_after(1, 1), value_after(2, 1), task);
  std::array<Task<int>, 2> tasks{task, asyncio::create_task(value_after(3, 1))};
  co_await asyncio::gather(tasks);
  (void)co_await asyncio::wait_for_ms(value_after(1, 1), 5);
  const auto late = co_await asyncio::as_result(asyncio::wait_for_ms(event.wait(), 1));
  auto waits = [](asyncio::Event& e) -> Coro<> { co_await e.wait(); };
  Task<> waiter = asyncio::create_task(waits(event));
  co_await asyncio::sleep_ms(1);
  event.set();
  event.clear();
  co_await waiter;
  Task<> hanging = asyncio::create_task(waits(event));
  co_await asyncio::sleep_ms(0);
  (void)co_await asyncio::cancel_and_wait(hanging);
  asyncio::Loop::running()->call_later_ms(1, [&event] { event.clear(); });
  Coro<> body = [](asyncio::Event&) -> Coro<> { co_await asyncio::sleep_ms(1); }(event);
  Coro<> tidies = [](asyncio::Event&) -> Coro<> { co_await asyncio::sleep_ms(1); }(event);
  co_await asyncio::finally(std::move(body), std::move(tidies));
  co_await asyncio::after_ms(1);
}

TEST(NoAllocation, InTheSteadyState) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Event event;
              for (int round = 0; round != 3; ++round) co_await one_round(event);  // warms up
              const std::size_t used = asyncio::FramePool::current().used();
              const std::size_t peak = asyncio::FramePool::current().peak();
              const std::size_t before = count_of_new;
              for (int round = 0; round != 50; ++round) co_await one_round(event);
              EXPECT_EQ(count_of_new, before);
              EXPECT_EQ(asyncio::FramePool::current().used(), used);
              EXPECT_EQ(asyncio::FramePool::current().peak(), peak);
            }),
            "ok");
}

}  // namespace
