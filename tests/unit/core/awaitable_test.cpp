// SPDX-License-Identifier: MIT
// What can be awaited can be given to every word that takes a coroutine.
#include "tests/support/scenario.hpp"

#include <uasyncio/compat.hpp>
#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Event;
using asyncio::Task;

namespace {

/// An awaitable of a user's: a member operator, no copies.
class Reading {
 public:
  explicit Reading(int value) : value_(value) {}
  Reading(Reading&&) = default;
  Coro<int> operator co_await() && { return value_after(value_, 1); }

 private:
  int value_;
};

/// The same for objects that have a name.
class Gauge {
 public:
  explicit Gauge(int value) : value_(value) {}
  auto operator co_await() { return value_after(value_, 1); }

 private:
  int value_;
};

/// Another: the operator stands beside the class.
struct Foreign {
  int value;
};
Coro<int> operator co_await(Foreign && foreign) { return value_after(foreign.value, 1); }

/// An awaiter that gives a reference to something in itself.
class Inside {
 public:
  bool await_ready() const noexcept { return true; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  std::string&& await_resume() noexcept { return std::move(text_); }

 private:
  std::string text_ = "inside";
};

static_assert(std::is_same_v<asyncio::detail::AwaitedValueOf<Inside>, std::string>);
static_assert(asyncio::detail::Awaitable<Task<int>> && asyncio::detail::Awaitable<Coro<>>);
static_assert(asyncio::detail::Awaitable<Foreign> && asyncio::detail::Awaitable<Reading>);
static_assert(!asyncio::detail::Awaitable<int> && !asyncio::detail::Awaitable<Event>);

TEST(AnyAwaitable, CanBeMadeATask) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              Task<> sleeps = asyncio::create_task(asyncio::sleep(1));
              Task<> waits = asyncio::create_task(event.wait());
              Task<int> in_time = asyncio::create_task(asyncio::wait_for(value_after(3, 5), 1));
              auto both = asyncio::create_task(asyncio::gather(value_after(1, 1), Reading(2)));
              Task<int> reads = asyncio::create_task(Reading(4));
              Task<int> foreign = asyncio::create_task(Foreign{5});
              Task<std::string> inside = asyncio::create_task(Inside());
              auto result = asyncio::create_task(asyncio::as_result(fails_after(1)));
              event.set();
              co_await waits;
              say(std::get<0>(co_await both), std::get<1>(co_await both), co_await in_time);
              say(co_await reads, co_await foreign, co_await inside);
              say(co_await asyncio::as_result(result) ? "result" : "failure");
              say(now_ms());
              co_await sleeps;
              say(now_ms());
            }),
            "1 2 3 4 5 inside result 5 1000 ok");
}

TEST(AnyAwaitable, IsATaskLikeAnyOther) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<> named = asyncio::create_task(asyncio::sleep(1), {.name = "nap"});
#if UASYNCIO_DIAGNOSTICS
              EXPECT_STREQ(named.name(), "nap");
#endif
              EXPECT_FALSE(named.done());
              co_await asyncio::sleep_ms(0);
              EXPECT_TRUE(named.cancel());
              say((co_await asyncio::as_result(named)).error().name());
              Task<int> late = asyncio::create_task(asyncio::wait_for_ms(value_after(1, 9), 3));
              say((co_await asyncio::as_result(late)).error().name(), now_ms());
            }),
            "CancelledError TimeoutError 3 ok");
}

TEST(AnyAwaitable, OfALoopOrAGroup) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Loop& loop = *asyncio::Loop::running();
              Task<int> reads = loop.create_task(Reading(1), {.name = "reads"});
              say(co_await reads);
              auto in_group = [](asyncio::TaskGroup& group) -> Coro<> {
                Task<int> second = group.create_task(Reading(2));
                group.create_task(asyncio::sleep_ms(7), {.name = "nap"});
                say(co_await second);
              };
              co_await asyncio::with(asyncio::TaskGroup(), in_group);
              say(now_ms());
              auto fails = [](asyncio::TaskGroup& group) -> Coro<> {
                group.create_task(asyncio::wait_for_ms(hang("child"), 1));
                co_await hang("body");
              };
              co_await asyncio::with(asyncio::TaskGroup(), fails);
            }),
            "1 2 8 child body TimeoutError");
}

TEST(AnyAwaitable, CanBeTheMainOne) {
  asyncio::SimPort port;
  asyncio::Loop loop(port);
  EXPECT_EQ(*loop.run_until_complete(Reading(1)), 1);
  EXPECT_EQ(std::get<1>(*loop.run_until_complete(asyncio::gather(Reading(1), Foreign{2}))), 2);
  EXPECT_TRUE(loop.run_until_complete(asyncio::sleep_ms(3)).ok());
  auto late = loop.run_until_complete(asyncio::wait_for_ms(hang("late"), 3), {.name = "late"});
  EXPECT_EQ(late.error(), Error::timeout);
  const Task<int> task = loop.create_task(Reading(5));
  EXPECT_EQ(*loop.run_until_complete(task), 5);
}

TEST(AnyAwaitable, CanBeAWholeProgram) {
  EXPECT_EQ(asyncio::run(Reading(6)), 6);
  asyncio::run(asyncio::sleep_ms(0));
  EXPECT_EQ(*asyncio::run_result(Foreign{7}), 7);
  auto values = asyncio::run(asyncio::gather(Reading(1), value_after(2, 0)));
  EXPECT_EQ(std::get<0>(values) + std::get<1>(values), 3);
}

TEST(AnyAwaitable, CanBeShielded) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              auto waits = [&]() -> Coro<> { co_await asyncio::shield(event.wait()); };
              Task<> waiter = asyncio::create_task(waits);
              co_await asyncio::sleep_ms(1);
              waiter.cancel();
              co_await asyncio::sleep_ms(1);
              EXPECT_TRUE(waiter.cancelled());
              event.set();
              say(co_await asyncio::shield(Reading(2)));
              co_await asyncio::shield(asyncio::wait_for_ms(hang("late"), 1));
            }),
            "2 late TimeoutError");
}

TEST(AnyAwaitable, CanBeTheBodyAndTheCleanupOfFinally) {
  EXPECT_EQ(played([]() -> Coro<> {
              say(co_await asyncio::finally(Reading(1), cleanup("coro", 1)));
              say(co_await asyncio::finally(value_after(2, 1),
                                            asyncio::wait_for(cleanup("in time", 1), 1)));
              co_await asyncio::finally(asyncio::sleep_ms(1), value_after(3, 1));
              Task<int> task = asyncio::create_task(Reading(4));
              say(co_await asyncio::finally(task, asyncio::gather(cleanup("a", 1), Reading(5))));
              auto late = asyncio::wait_for_ms(hang("body"), 1);
              co_await asyncio::finally(std::move(late), asyncio::sleep_ms(1));
            }),
            "{ coro } 1 { in time } 2 { a } 4 body TimeoutError");
}

TEST(AnyAwaitable, AsACleanupRunsAfterACancelAndMayFail) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto work = []() -> Coro<> {
                co_await asyncio::finally(asyncio::sleep(9),
                                          asyncio::wait_for_ms(cleanup("slow", 50), 10));
              };
              Task<> cancelled = asyncio::create_task(work);
              co_await asyncio::sleep_ms(1);
              cancelled.cancel();
              say((co_await asyncio::as_result(cancelled)).error().name(), now_ms());
              auto fails = asyncio::finally(Reading(1), asyncio::wait_for_ms(hang("c"), 1));
              say((co_await asyncio::as_result(std::move(fails))).error().name());
            }),
            "{ CancelledError 11 c TimeoutError ok");
}

TEST(AnyAwaitable, CanHaveANameOrAGroupOrBeAnEvent) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::NamedTask named("reads", Reading(1));
              EXPECT_TRUE(asyncio::NamedTask::is_running("reads"));
              say(co_await named.task<int>());
              asyncio::Cancellable sleeper(asyncio::sleep(9), 4);
              asyncio::ELO elo(Reading(2));
              say((co_await elo).name(), elo.task().result());
              co_await asyncio::Cancellable::cancel_all(4);
              EXPECT_EQ((co_await asyncio::as_result(sleeper.task<void>())).error(),
                        Error::cancelled);
            }),
            "1 no error 2 ok");
}

TEST(AnyAwaitable, MayBeAwaitedByNameAgainAndAgain) {
  EXPECT_EQ(played([]() -> Coro<> {
              Gauge gauge(3);
              say(co_await gauge);
              say(co_await gauge);
              say(co_await asyncio::create_task(gauge));
              say(co_await asyncio::wait_for(Gauge(4), 1));
            }),
            "3 3 3 4 ok");
}

TEST(AnyAwaitable, ThatWasMovedFromFailsWithRuntimeError) {
  EXPECT_EQ(played([]() -> Coro<> {
              Coro<int> gone = value_after(1, 1);
              const Coro<int> kept = std::move(gone);
              const auto error_of = [](const auto& task) { return task.error().name(); };
              say(error_of(asyncio::create_task(std::move(gone))));  // NOLINT: on purpose
              say((co_await asyncio::as_result(asyncio::finally(std::move(gone), Reading(1))))
                      .error()
                      .name());
              say((co_await asyncio::as_result(asyncio::finally(Reading(1), std::move(gone))))
                      .error()
                      .name());
              say((co_await asyncio::as_result(asyncio::shield(std::move(gone)))).error().name());
              say((co_await asyncio::as_result(Task<int>())).error().name());
            }),
            "RuntimeError RuntimeError RuntimeError RuntimeError RuntimeError ok");
}

}  // namespace
