// SPDX-License-Identifier: MIT
// Where uasyncio differs on purpose: see differences.py and differences.difference.
#include "transcript.hpp"

using namespace transcript;

namespace {

Coro<int> ends_at_once() {
  say("the body starts");
  co_return 5;
}

void say_value(asyncio::Result<int> result) {
  if (result) {
    say(result.value());
  } else {
    say(result.error().name());
  }
}

Coro<> no_time_at_all() {
  say_value(co_await asyncio::as_result(asyncio::wait_for(ends_at_once(), 0)));
}

Coro<int> value_in_spite_of_all() {
  auto outcome = co_await asyncio::as_outcome(asyncio::sleep(1000));
  if (outcome.cancelled()) say("a value all the same");
  co_return 5;
}

Coro<> a_late_value() {
  say_value(co_await asyncio::as_result(asyncio::wait_for(value_in_spite_of_all(), 0.01)));
}

Coro<> a_call_just_when_time_is_out() {
  asyncio::Event event;
  asyncio::Loop::running()->call_later(0.01, [&event] { event.set(); });
  auto result = co_await asyncio::as_result(asyncio::wait_for(event.wait(), 0.01));
  say(result ? "set" : result.error().name());
  co_await asyncio::sleep(0);  // the call refers to the event
}

Coro<> a_gather_of_coroutines_fails() {
  auto result = co_await asyncio::as_result(
      asyncio::gather(value_after("a", 1, 0.02), fails_after(0.01, Error::value)));
  say(result.error().name());
  co_await asyncio::sleep(0.02);
  say("later");
}

Coro<> slow_cleanup() {
  co_await asyncio::sleep(0.005);
  say("cleaned up");
}

Coro<> gathers() {
  (void)co_await asyncio::gather(value_after("a", 1, 1000),
                                 asyncio::finally(asyncio::sleep(1000), slow_cleanup()));
}

Coro<> a_gather_is_cancelled() {
  Task<> task = asyncio::create_task(gathers());
  co_await asyncio::sleep(0.01);
  task.cancel();
  (void)co_await asyncio::as_result(task);
  say("gather over", task.cancelled());
  co_await asyncio::sleep(0.01);
}

Coro<> waits(Task<int> task) { co_await task; }

Coro<> a_cancelled_task_is_awaited() {
  Task<int> task = asyncio::create_task(value_after("task", 1, 1000));
  Task<> waiter = asyncio::create_task(waits(task));
  co_await asyncio::sleep(0.001);
  task.cancel();
  (void)co_await asyncio::gather_results(waiter);
  say("the waiter is cancelled too:", waiter.cancelled());
}

Coro<> sleeps() {
  co_await asyncio::sleep(0.01);
  say("slept");
}

Coro<> a_timer_and_a_sleep_at_once() {
  Task<> task = asyncio::create_task(sleeps());
  co_await asyncio::sleep(0);
  asyncio::Loop::running()->call_later(0.01, [] { say("called"); });
  co_await task;
  co_await asyncio::sleep(0);
}

Coro<> app() {
  co_await section("no time at all", no_time_at_all);
  co_await section("a late value", a_late_value);
  co_await section("a call just when time is out", a_call_just_when_time_is_out);
  co_await section("a gather of coroutines fails", a_gather_of_coroutines_fails);
  co_await section("a gather is cancelled", a_gather_is_cancelled);
  co_await section("a cancelled task is awaited", a_cancelled_task_is_awaited);
  co_await section("a timer and a sleep at once", a_timer_and_a_sleep_at_once);
}

}  // namespace

int main() { asyncio::run(app()); }
