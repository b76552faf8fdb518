// SPDX-License-Identifier: MIT
// A value that cannot be copied is given once: to the first who awaits the task.
#include "uasyncio/kernel/value_check.hpp"

#include "tests/support/scenario.hpp"

#include <memory>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Task;
using Unique = std::unique_ptr<int>;

namespace {

static_assert(asyncio::kernel::is_given_once<Unique>);
static_assert(!asyncio::kernel::is_given_once<int> && !asyncio::kernel::is_given_once<void>);
static_assert(!asyncio::kernel::is_given_once<Unique&>);

Coro<Unique> makes(int value, int milliseconds = 1) {
  co_await asyncio::sleep_ms(milliseconds);
  co_return std::make_unique<int>(value);
}

Coro<> takes(Task<Unique> task, const char* name) {
  auto value = co_await asyncio::as_result(task);
  say(name);
  if (value) {
    say(**value);
  } else {
    say(value.error().name());
  }
}

TEST(GivenOnce, TheFirstAwaitMovesItOutAndALaterOneFails) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<Unique> task = asyncio::create_task(makes(1));
              Unique value = co_await task;
              say(*value, co_await error_of(task), co_await error_of(task));
              EXPECT_EQ(task.error(), Error::none);
              EXPECT_EQ(task.take_result().error(), Error::runtime);
              Task<Unique> over = asyncio::create_task(makes(2, 0));
              co_await asyncio::sleep_ms(5);
              EXPECT_EQ(*over.result(), 2);  // a reference: it stays
              EXPECT_EQ(**over.take_result(), 2);
              EXPECT_EQ(over.take_result().error(), Error::runtime);
              EXPECT_EQ(asyncio::detail::InsideTask::copy_result(over).error(), Error::runtime);
              say(co_await error_of(over));
              co_await over;
            }),
            "1 RuntimeError RuntimeError RuntimeError RuntimeError");
}

TEST(GivenOnce, OfSeveralWhoWaitTheFirstGetsIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<Unique> task = asyncio::create_task(makes(1));
              Task<> a = asyncio::create_task(takes(task, "a"));
              Task<> b = asyncio::create_task(takes(task, "b"));
              co_await takes(task, "main");
              co_await asyncio::gather(a, b);
            }),
            "main 1 a RuntimeError b RuntimeError ok");
}

TEST(GivenOnce, AWaiterThatIsCancelledBeforeItRanLeavesItToTheNext) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<Unique> task = asyncio::create_task(makes(1, 0));
              auto first_body = [&]() -> Coro<> { (void)co_await asyncio::shield(task); };
              Task<> first = asyncio::create_task(first_body);
              Task<> second = asyncio::create_task(takes(task, "second"));
              while (!task.done()) co_await asyncio::sleep_ms(0);
              first.cancel();
              co_await second;
              EXPECT_TRUE(first.cancelled());
            }),
            "second 1 ok");
}

TEST(GivenOnce, FailuresAndCancelsPassAsTheyAre) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto fails = []() -> Coro<Unique> {
                co_await fails_after(1, Error::value);
                co_return nullptr;
              };
              Task<Unique> failed = asyncio::create_task(fails);
              say(co_await error_of(failed), co_await error_of(failed));
              Task<Unique> ends = asyncio::create_task(makes(1, 9));
              Task<> waiter = asyncio::create_task(takes(ends, "waiter"));
              co_await asyncio::sleep_ms(1);
              waiter.cancel();  // goes on to what it awaits
              co_await asyncio::sleep_ms(1);
              EXPECT_TRUE(ends.cancelled());
              EXPECT_TRUE(waiter.cancelled());
              say(co_await error_of(ends), co_await error_of(Task<Unique>()));
            }),
            "ValueError ValueError CancelledError RuntimeError ok");
}

TEST(GivenOnce, AWaitThatIsTimedOutTakesNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<Unique> task = asyncio::create_task(makes(1, 5));
              say(co_await error_of(asyncio::wait_for_ms(asyncio::shield(task), 2)));
              Unique value = co_await asyncio::wait_for_ms(task, 9);
              say(*value);
            }),
            "TimeoutError 1 ok");
}

TEST(GivenOnce, ThroughShieldWaitAndAsCompleted) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<Unique> task = asyncio::create_task(makes(1));
              Unique value = co_await asyncio::shield(task);
              say(*value, co_await error_of(asyncio::shield(task)));
              Task<Unique> other = asyncio::create_task(makes(2));
              EXPECT_EQ(co_await asyncio::wait(task, other), 2u);
              auto completed = asyncio::as_completed(task, other);
              while (auto each = co_await completed.next()) {
                auto result = co_await asyncio::as_result(*each);
                say(result ? "value" : "gone");
              }
            }),
            "1 RuntimeError gone value ok");
}

TEST(GivenOnce, GatherTakesItAndFailsIfItIsGone) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<Unique> task = asyncio::create_task(makes(1));
              auto [value, number] = co_await asyncio::gather(task, value_after(2, 2));
              say(*value, number, co_await error_of(task));
              say(co_await error_of(asyncio::gather(task, value_after(2, 2))));
              auto [gone, fresh] = co_await asyncio::gather_results(task, makes(3));
              say(gone.error().name(), **fresh);
              Task<Unique> shared = asyncio::create_task(makes(4));
              Task<> before = asyncio::create_task(takes(shared, "before"));
              co_await asyncio::sleep_ms(0);
              say(co_await error_of(asyncio::gather(shared)));
              Task<Unique> kept = asyncio::create_task(makes(5));
              const std::array kept_tasks{kept};
              co_await asyncio::gather(kept_tasks);  // leaves the value in the task
              say(*co_await kept);
              std::vector<Task<Unique>> given{kept};
              say(co_await error_of(asyncio::gather(std::move(given))));
            }),
            "1 2 RuntimeError RuntimeError RuntimeError 3 before 4 RuntimeError 5 RuntimeError ok");
}

TEST(GivenOnce, ALoopGivesItToo) {
  asyncio::SimPort port;
  asyncio::Loop loop(port);
  EXPECT_EQ(**loop.run_until_complete(makes(1)), 1);
  const Task<Unique> task = loop.create_task(makes(2));
  EXPECT_EQ(**loop.run_until_complete(task), 2);
  EXPECT_EQ(loop.run_until_complete(task).error(), Error::runtime);
  EXPECT_EQ(*asyncio::run(makes(3)), 3);
}

TEST(GivenOnce, GatheredBesideATaskWithoutAValueItIsThere) {
  EXPECT_EQ(played([]() -> Coro<> {
              Task<Unique> good = asyncio::create_task(makes(7));
              Task<> nothing = asyncio::create_task(cleanup("nothing", 2));
              auto gathered = co_await asyncio::gather(good, nothing);
              say(*std::get<0>(gathered));
            }),
            "{ nothing } 7 ok");
}

}  // namespace
