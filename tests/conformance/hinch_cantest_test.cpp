// SPDX-License-Identifier: MIT
// cantest 1 to 6 of micropython-async V2: tasks that are cancelled by name or group. There a cancel
// is seen when the sleep of the task ends; here at once, and `NamedTask::cancel` waits until the
// task has ended.
#include "tests/support/scenario.hpp"

#include <functional>
#include <uasyncio/compat.hpp>

using namespace scenario;
using asyncio::Barrier;
using asyncio::Cancellable;
using asyncio::Coro;
using asyncio::NamedTask;

namespace {

/// Gives -1 if it is cancelled.
Coro<int> answer(int number) {
  auto slept = co_await asyncio::as_outcome(asyncio::sleep(4));
  if (slept.cancelled()) {
    say("cancelled");
    co_return -1;
  }
  co_return number + 42;
}

Coro<> cancel_by_name(const char* name) {
  const bool was_found = co_await NamedTask::cancel(name);
  say(name, was_found ? "found" : "unknown");
}

Coro<> run_for_ever(int number) {
  say("starts", number);
  for (;;) {
    co_await asyncio::sleep(7 + number);
    say("runs", number);
  }
}

/// Ends well when what it awaits is cancelled, and arrives at the barrier.
Coro<> run_until_cancelled(int number, Barrier<>& end) {
  auto outcome = co_await asyncio::as_outcome(run_for_ever(number));
  if (outcome.cancelled()) say("cancelled", number);
  end.trigger();
}

Coro<> sleep_a_second(Barrier<>& end) {
  co_await asyncio::sleep(1);
  say("ended");
  end.trigger();
}

/// Says its name once a second, or once, until it is cancelled.
Coro<> repeat(std::string name, bool is_forever = true) {
  asyncio::on_cancel cancelled([&name] { say(name, "cancelled"); });
  do {
    co_await asyncio::sleep(1);
    say(name);
  } while (is_forever);
  cancelled.dismiss();
  say(name, "ended");
}

/// Says its arguments and awaits something that does not end.
Coro<> chained(int first, int second) {
  say(first, second);
  auto outcome = co_await asyncio::as_outcome([]() -> Coro<> {
    for (;;) {
      say("inner");
      co_await asyncio::sleep_ms(1200);
    }
  }());
  if (outcome.cancelled()) say("outer cancelled");
}

/// Has tasks that are members of a class.
class Worker {
 public:
  explicit Worker(std::string name) : name_(std::move(name)) {}
  Coro<> foo(int number) { co_await repeat(name_ + std::to_string(number)); }
  Coro<> bar(int x, int y) { co_await repeat(name_ + std::to_string(x * y)); }

 private:
  std::string name_;
};

/// Five sleeps of two seconds.
Coro<> sleep_five_times(const char* name) {
  asyncio::on_cancel cancelled([name] { say(name, "cancelled"); });
  for (int n = 0; n != 5; ++n) co_await asyncio::sleep(2);
  cancelled.dismiss();
  say(name, "ended");
}

Coro<> watch() {
  const Guard end("watch ends");
  for (;;) {
    say(NamedTask::is_running("whole"), NamedTask::is_running("part"));
    co_await asyncio::sleep(1);
  }
}

}  // namespace

// V2 says first that the task was found, and then that it is cancelled: it does not wait. It takes
// 8 s, as the first task is cancelled only when its sleep of 4 s ends. "not me" does not exist yet.
TEST(HinchCantest1, ANamedTaskIsCancelledAndOneRunsToItsEnd) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task([]() -> Coro<> {
                co_await asyncio::sleep(1);
                co_await cancel_by_name("not me");
                co_await cancel_by_name("foo");
              });
              NamedTask foo("foo", answer, 5);
              say(co_await foo.task<int>(), NamedTask::is_running("foo"));
              NamedTask not_me("not me", answer, 0);
              say(co_await not_me.task<int>(), NamedTask::is_running("not me"), now_ms());
            }),
            "not me unknown cancelled -1 0 foo found 42 0 5000 ok");
}

// V2: 20 s, as the tasks end with their sleeps of 8 and 9 s. The barrier is a parameter there.
TEST(HinchCantest2, ABarrierTellsThatAllHaveEnded) {
  EXPECT_EQ(played([]() -> Coro<> {
              Barrier end(3);
              NamedTask one("one", run_until_cancelled, 1, std::ref(end));
              NamedTask two("two", run_until_cancelled, 2, std::ref(end));
              co_await asyncio::sleep(10);
              say("cancel");
              co_await NamedTask::cancel("one");
              co_await NamedTask::cancel("two");
              co_await end;
              say("all", now_ms());
            }),
            "starts 1 starts 2 runs 1 runs 2 cancel cancelled 1 cancelled 2 all 10000 ok");
}

TEST(HinchCantest3, ATaskThatHasEndedIsNotFound) {
  EXPECT_EQ(played([]() -> Coro<> {
              Barrier end(2);
              NamedTask task("task", sleep_a_second, std::ref(end));
              say(NamedTask::is_running("task"));
              co_await asyncio::sleep(3);
              say(NamedTask::is_running("task"));
              co_await cancel_by_name("task");
              say(NamedTask::is_running("task"));
              co_await end;
              say(now_ms());
            }),
            "1 ended 0 task unknown 0 3000 ok");
}

// V2 prints the same.
TEST(HinchCantest4, GroupsAreCancelledApart) {
  EXPECT_EQ(played([]() -> Coro<> {
              Cancellable first(repeat("zero", false));
              co_await first;
              for (const char* name : {"one", "two", "three"}) Cancellable(repeat(name));
              Cancellable(chained(1, 2), 1);
              Cancellable(repeat("five", false));
              co_await asyncio::sleep(3);
              say("| cancel 0");
              co_await Cancellable::cancel_all();
              say("|");
              co_await asyncio::sleep(1);
              say("cancel 1");
              co_await Cancellable::cancel_all(1);
              say("|");
              co_await asyncio::sleep(1);
              say(now_ms());
            }),
            "zero zero ended 1 2 inner one two three five five ended inner one two three inner "
            "| cancel 0 one cancelled two cancelled three cancelled | inner "
            "cancel 1 outer cancelled | 6000 ok");
}

// V2 says that foo was cancelled, three times, and then bar: its cancels wait for the next second.
TEST(HinchCantest5, MembersOfAClassAreCancelled) {
  const std::string second = "w1 w2 w3 w42 ";
  EXPECT_EQ(played([]() -> Coro<> {
              Worker worker("w");
              for (int n = 1; n != 4; ++n) Cancellable(worker.foo(n));
              NamedTask bar("my bar", worker.bar(6, 7));
              co_await asyncio::sleep_ms(4500);
              co_await NamedTask::cancel("my bar");
              co_await Cancellable::cancel_all();
              say(now_ms());
            }),
            second + second + second + second +
                "w42 cancelled w1 cancelled w2 cancelled w3 cancelled 4500 ok");
}

// V2 expects 1503 ms between the last cancel and the end of the task. Here it is no time at all.
TEST(HinchCantest6, IsRunningAndTheLatencyOfACancel) {
  EXPECT_EQ(played([]() -> Coro<> {
              NamedTask whole("whole", sleep_five_times, "whole");
              NamedTask part("part", sleep_five_times, "part");
              Cancellable watcher(watch());
              co_await asyncio::sleep_ms(4500);
              co_await NamedTask::cancel("part");
              co_await asyncio::sleep(7);
              NamedTask late("late", sleep_five_times, "late");
              co_await asyncio::sleep_ms(500);
              const auto before = now_ms();
              say(co_await NamedTask::cancel("late") ? "found" : "unknown", now_ms() - before);
              co_await Cancellable::cancel_all();
              say(now_ms());
            }),
            "1 1 1 1 1 1 1 1 1 1 part cancelled 1 0 1 0 1 0 1 0 1 0 whole ended 0 0 0 0 0 0 "
            "late cancelled found 0 watch ends 12000 ok");
}
