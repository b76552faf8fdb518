// SPDX-License-Identifier: MIT
// wait, with its three modes and a limit, and as_completed. See waiting.py.
#include "transcript.hpp"

#include <array>
#include <vector>

using namespace transcript;
using asyncio::ReturnWhen;

namespace {

using Tasks = std::array<Task<const char*>, 3>;

Coro<const char*> works(const char* name, double seconds, Error error = Error::none) {
  Unwound unwound(name);
  co_await asyncio::sleep(seconds);
  unwound.dismiss();
  if (error) {
    say(name, "fails");
    co_await asyncio::fail(error);
  }
  say(name, "ends");
  co_return name;
}

/// The second one may fail.
Tasks working(double a, double b, double c, Error error = Error::none) {
  return {asyncio::create_task(works("a", a)), asyncio::create_task(works("b", b, error)),
          asyncio::create_task(works("c", c))};
}

void say_done(std::size_t done, const Tasks& tasks) {
  say(done, "done:", tasks[0].done(), tasks[1].done(), tasks[2].done());
}

Coro<> wait_and_say(Tasks& tasks, ReturnWhen when) {
  const std::size_t done = co_await asyncio::wait(tasks, when);
  say_done(done, tasks);
}

Coro<> wait_and_say(Tasks& tasks, ReturnWhen when, double limit) {
  const std::size_t done = co_await asyncio::wait(tasks, when, limit);
  say_done(done, tasks);
}

Coro<> all_completed() {
  Tasks tasks = working(0.003, 0.001, 0.002);
  co_await wait_and_say(tasks, ReturnWhen::all_completed);
  tasks = working(0.003, 0.001, 0.002, Error::value);
  co_await wait_and_say(tasks, ReturnWhen::all_completed);
}

Coro<> first_completed() {
  Tasks tasks = working(0.003, 0.001, 0.002);
  std::vector<Task<const char*>> pending(tasks.begin(), tasks.end());
  while (!pending.empty()) {
    const std::size_t done = co_await asyncio::wait(pending, ReturnWhen::first_completed);
    say_done(done, tasks);
    std::erase_if(pending, [](const auto& task) { return task.done(); });
  }
}

Coro<> first_completed_is_a_failure() {
  Tasks tasks = working(0.003, 0.001, 0.002, Error::value);
  co_await wait_and_say(tasks, ReturnWhen::first_completed);
  say(tasks[1].error().name());
  co_await end_of(tasks);
}

Coro<> first_exception() {
  Tasks tasks = working(0.003, 0.002, 0.001, Error::value);
  co_await wait_and_say(tasks, ReturnWhen::first_exception);
  co_await end_of(tasks);
  tasks = working(0.003, 0.002, 0.001);
  co_await wait_and_say(tasks, ReturnWhen::first_exception);
}

void cancel_later(const asyncio::AnyTask& task) {
  asyncio::Loop::running()->call_later(0.001, [task] { task.cancel(); });
}

Coro<> a_cancel_is_no_exception() {
  Tasks tasks = working(0.003, 0.004, 0.002);
  cancel_later(tasks[1]);
  co_await wait_and_say(tasks, ReturnWhen::first_exception);
  say(tasks[1].cancelled());
}

Coro<> a_limit() {
  for (const ReturnWhen when :
       {ReturnWhen::all_completed, ReturnWhen::first_completed, ReturnWhen::first_exception}) {
    Tasks tasks = working(0.015, 0.005, 0.025, Error::value);
    co_await wait_and_say(tasks, when, 0.01);
    co_await end_of(tasks);
  }
}

Coro<> a_limit_that_is_too_short() {
  Tasks tasks = working(0.015, 0.005, 0.025);
  co_await wait_and_say(tasks, ReturnWhen::first_completed, 0.001);
  co_await wait_and_say(tasks, ReturnWhen::all_completed, 1000);
}

Coro<> waits(Tasks& tasks) {
  Unwound unwound("waiter");
  co_await asyncio::wait(tasks);
  unwound.dismiss();
}

Coro<> the_waiter_is_cancelled() {
  Tasks tasks = working(0.005, 0.004, 0.003);
  Task<> waiter = asyncio::create_task(waits(tasks));
  co_await asyncio::sleep(0.001);
  waiter.cancel();
  (void)co_await asyncio::as_result(waiter);
  co_await end_of(tasks);
}

Coro<> goes_on(const char* name, Tasks& tasks, ReturnWhen when) {
  const std::size_t done = co_await asyncio::wait(tasks, when);
  say(name, "goes on");
  say_done(done, tasks);
}

Coro<> two_wait_for_the_same_tasks() {
  Tasks tasks = working(0.003, 0.001, 0.002);
  co_await asyncio::gather(goes_on("all", tasks, ReturnWhen::all_completed),
                           goes_on("first", tasks, ReturnWhen::first_completed));
}

Coro<> say_completed(Tasks tasks, double busy = 0) {
  auto completed = asyncio::as_completed(tasks);
  while (auto task = co_await completed.next()) {
    auto result = co_await asyncio::as_result(*task);
    say("got", result ? result.value() : result.error().name());
    if (busy > 0) co_await asyncio::sleep(busy);
  }
}

Coro<> completed_one_by_one() { co_await say_completed(working(0.003, 0.001, 0.002)); }

Coro<> completed_while_we_are_busy() { co_await say_completed(working(0.003, 0.001, 0.002), 0.01); }

Coro<> completed_with_a_failure() {
  co_await say_completed(working(0.003, 0.001, 0.002, Error::value));
}

Coro<> completed_with_a_cancelled_one() {
  Tasks tasks = working(0.003, 0.005, 0.002);
  cancel_later(tasks[1]);
  co_await say_completed(tasks);
}

Coro<> app() {
  co_await section("all completed", all_completed);
  co_await section("first completed", first_completed);
  co_await section("first completed is a failure", first_completed_is_a_failure);
  co_await section("first exception", first_exception);
  co_await section("a cancel is no exception", a_cancel_is_no_exception);
  co_await section("a limit", a_limit);
  co_await section("a limit that is too short", a_limit_that_is_too_short);
  co_await section("the waiter is cancelled", the_waiter_is_cancelled);
  co_await section("two wait for the same tasks", two_wait_for_the_same_tasks);
  co_await section("completed one by one", completed_one_by_one);
  co_await section("completed while we are busy", completed_while_we_are_busy);
  co_await section("completed with a failure", completed_with_a_failure);
  co_await section("completed with a cancelled one", completed_with_a_cancelled_one);
}

}  // namespace

int main() { asyncio::run(app()); }
