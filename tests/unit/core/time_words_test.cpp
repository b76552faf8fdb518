// SPDX-License-Identifier: MIT
// Words that take a number of seconds take a std::chrono length too.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Loop;
using asyncio::Task;

namespace {

TEST(TimeWords, OfTheCoreTakeAChronoLength) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop& loop = *Loop::running();
              loop.call_later(100ms, [] { say("later", now_ms()); });
              loop.call_later(0.05, [] { say("sooner", now_ms()); });
              loop.call_after(150ms, [] { say("after", now_ms()); });
              loop.call_later(1min, [] { say("never"); });
              co_await asyncio::sleep(20ms);
              say(now_ms());
              co_await asyncio::after(30ms);
              say(now_ms());
              co_await asyncio::sleep(150ms);
            }),
            "20 sooner 50 50 later 100 after 150 ok");
}

TEST(TimeWords, OfALoopsLimitsTakeSecondsOrAChronoLength) {
  EXPECT_EQ(played([]() -> Coro<> {
              Loop& loop = *Loop::running();
              loop.max_overdue(25ms);
              EXPECT_EQ(loop.max_overdue_ms(), 25u);
              loop.max_overdue(2);
              EXPECT_EQ(loop.max_overdue_ms(), 2000u);
              loop.set_slow_step(10ms);
              loop.set_slow_step(0);
              co_return;
            }),
            "ok");
}

TEST(TimeWords, OfSyncTakeAChronoLength) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Event event;
              auto late = [](auto result) { return result ? "in time" : result.error().name(); };
              say(late(co_await asyncio::as_result(asyncio::wait_for(event.wait(), 5ms))));
              asyncio::Timeout timeout(5ms);
              auto body = [&]() -> Coro<> { co_await event.wait(); };
              say(late(co_await asyncio::as_result(asyncio::with(timeout, body))));
              Task<> task = asyncio::create_task(event.wait());
              say(co_await asyncio::wait(task, 5ms), now_ms());
              task.cancel();
            }),
            "TimeoutError TimeoutError 0 15 ok");
}

TEST(TimeWords, OfADelayTakeAChronoLength) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Delay_ms plain(3ms);
              plain.trigger();
              co_await plain.wait();
              say(now_ms());
              plain.trigger(4ms);
              co_await plain.wait();
              say(now_ms());
              asyncio::Delay_ms delay([] { return 5; }, 2ms);
              delay.trigger(-1);
              co_await delay.wait();
              say(now_ms(), *delay.rvalue());
              asyncio::Delay_ms bound(asyncio::Callback([](int x) { say(x); }, 6), 1ms);
              bound.trigger();
              co_await bound.wait();
            }),
            "3 7 9 5 6 ok");
}

}  // namespace
