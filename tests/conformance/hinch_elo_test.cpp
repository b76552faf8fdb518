// SPDX-License-Identifier: MIT
// micropython-async's elo_test: Canned, 42, 99, 88. And V2's Gather, and its sleep with a
// granularity.
#include "tests/support/scenario.hpp"

#include <uasyncio/compat.hpp>
#include <utility>

using namespace scenario;
using asyncio::Coro;
using asyncio::ELO;
using asyncio::Event;
using asyncio::Gather;
using asyncio::Gatherable;
using asyncio::Task;
using asyncio::WaitAny;

namespace {

/// Says when it is done.
Coro<int> number_done(int number) {
  co_await asyncio::sleep_ms(3000 - 100 * number);
  say("done", number);
  co_return number;
}

Coro<std::pair<int, int>> product_and(int x, int y, int other) {
  co_await asyncio::sleep(7);
  say("product");
  co_return std::pair(x * y, other);
}

Coro<> count_seconds(int& seconds) {
  const Guard stopped("stopped");
  for (;;) {
    co_await asyncio::sleep(1);
    ++seconds;
  }
}

/// Its own time limit, and a value for it.
Coro<int> seconds_within(int limit) {
  int seconds = 0;
  (void)co_await asyncio::as_result(asyncio::wait_for(count_seconds(seconds), limit));
  co_return seconds;
}

}  // namespace

// micropython-async's `elo()` is then a CancelledError object instead of a task; here it is the
// task.
TEST(HinchElo, Canned) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              ELO elo(value_after, 42, 5000);
              WaitAny any(event, elo);
              asyncio::Loop::running()->call_later(1, [task = elo.task()] { task.cancel(); });
              const auto winner = co_await any.wait();
              if (winner == elo && elo.task().cancelled()) say("Canned", now_ms());
            }),
            "Canned 1000 ok");
}

TEST(HinchElo, GivesTheValue) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              ELO elo(value_after, 42, 5000);
              WaitAny any(event, elo);
              co_await any.wait();
              say(co_await elo.task(), now_ms());
            }),
            "42 5000 ok");
}

TEST(HinchElo, OfATaskThatRuns) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              Task<int> task = asyncio::create_task(value_after(99, 3000));
              ELO elo(task);
              WaitAny any(elo, event);
              co_await any.wait();
              say(co_await task, now_ms());
            }),
            "99 3000 ok");
}

// micropython-async sets the event only when the ELO has ended. Here it is set while it runs, for a
// moment.
TEST(HinchElo, ItsValueMayComeLaterThanTheEvent) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              ELO elo(value_after, 88, 5000);
              WaitAny any(event, elo);
              asyncio::Loop::running()->call_later(1, [&event] {
                event.set();
                event.clear();
              });
              const auto winner = co_await any.wait();
              say(winner == event ? "event" : "elo", now_ms());
              say(co_await elo.task(), now_ms());
            }),
            "event 1000 88 5000 ok");
}

// V2, gather_test: 7 s, [0, 1, 2, 3, (56, 77), 4]. The 4 is what the sixth part returns when it is
// told of its time-out; here a part has a limit of its own inside for that.
TEST(HinchV2Gather, GivesTheValuesInTheOrderOfItsParts) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto [a, b, c, d, product, seconds] =
                  co_await Gather(Gatherable(number_done(0)), Gatherable(number_done(1)),
                                  Gatherable(number_done(2)), Gatherable(number_done(3)),
                                  Gatherable(product_and(7, 8, 77)), Gatherable(seconds_within(5)));
              say(a.value(), b.value(), c.value(), d.value());
              say(product.value().first, product.value().second, seconds.value(), now_ms());
            }),
            "done 3 done 2 done 1 done 0 stopped product 0 1 2 3 56 77 4 7000 ok");
}

// With V2's own time limit the part ends, and its result is TimeoutError.
TEST(HinchV2Gather, APartThatTakesTooLongIsATimeoutError) {
  EXPECT_EQ(played([]() -> Coro<> {
              int count = 0;
              auto [product, seconds] = co_await Gather(Gatherable(product_and(7, 8, 77)),
                                                        Gatherable(count_seconds(count), 5));
              say(product.value().first, seconds.error().name(), count, now_ms());
            }),
            "stopped product 56 TimeoutError 4 7000 ok");
}

// V2 cuts a sleep in pieces of 100 ms, so that a cancel is seen that soon. Here it is seen at once
// in the middle of any sleep, and nobody needs a granularity.
TEST(HinchV2Sleep, ACancelNeedsNoGranularity) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> sleeper = asyncio::create_task(hang, "h");
              co_await asyncio::sleep_ms(1234);
              co_await asyncio::cancel_and_wait(sleeper);
              say(now_ms());
            }),
            "h 1234 ok");
}
