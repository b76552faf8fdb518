// SPDX-License-Identifier: MIT
// TaskGroup, timeout, wait, as_completed and asynchronous generators. See structured.py.
#include "transcript.hpp"

#include <array>

using namespace transcript;
using asyncio::ReturnWhen;
using asyncio::TaskGroup;
using asyncio::Timeout;

namespace {

Coro<int> works(const char* name, int milliseconds) {
  return value_after(name, milliseconds, milliseconds / 1000.0);
}

Coro<int> fails(const char* name, int milliseconds, Error error) {
  co_await asyncio::sleep_ms(milliseconds);
  say(name, "fails");
  co_await asyncio::fail(error);
}

Coro<> a_group_waits() {
  auto body = [](TaskGroup& group) -> Coro<> {
    group.create_task(works("a", 3));
    group.create_task(works("b", 1));
    say("the body ends");
    co_return;
  };
  co_await asyncio::with(TaskGroup(), body);
  say("over");
}

Coro<> the_body_fails() {
  auto body = [](TaskGroup& group) -> Coro<> {
    group.create_task(works("a", 30));
    co_await fails("body", 1, Error::os(5));
  };
  auto result = co_await asyncio::as_result(asyncio::with(TaskGroup(), body));
  say(result.error().name());
}

Coro<> a_cancelled_child_is_no_failure() {
  Task<int> child;
  auto body = [&child](TaskGroup& group) -> Coro<> {
    child = group.create_task(works("a", 30));
    group.create_task(works("b", 4));
    co_await asyncio::sleep_ms(1);
    child.cancel();
  };
  co_await asyncio::with(TaskGroup(), body);
  say("over", child.cancelled());
}

Coro<> nested_groups() {
  auto body = [](TaskGroup& outer) -> Coro<> {
    outer.create_task(works("outer child", 50));
    auto inner_body = [&outer](TaskGroup& inner) -> Coro<> {
      inner.create_task(works("inner child", 50));
      outer.create_task(fails("second", 2, Error::runtime));
      co_return;
    };
    co_await asyncio::with(TaskGroup(), inner_body);
  };
  auto result = co_await asyncio::as_result(asyncio::with(TaskGroup(), body));
  say(result.error().name());
}

Coro<> timeouts() {
  Timeout limit(0.005);
  auto slow = []() -> Coro<> { co_await works("slow", 1000); };
  auto result = co_await asyncio::as_result(asyncio::with(limit, slow));
  say(result.error().name(), limit.expired());
  Timeout second(0.005);
  auto fast = []() -> Coro<> { co_await works("fast", 2); };
  co_await asyncio::with(second, fast);
  say(second.expired());
  Timeout third(0.005);
  auto two_steps = [](Timeout& limit) -> Coro<> {
    co_await works("first", 4);
    limit.reschedule(0.01);
    co_await works("second", 8);
  };
  co_await asyncio::with(third, two_steps);
  say(third.expired());
}

Coro<> nested_timeouts() {
  auto inner = []() -> Coro<> { co_await works("inner", 1000); };
  auto outer = [&inner]() -> Coro<> {
    auto result = co_await asyncio::as_result(asyncio::with(Timeout(0.003), inner));
    if (!result) say("inner time-out");
    co_await works("outer", 1000);
  };
  auto result = co_await asyncio::as_result(asyncio::with(Timeout(0.01), outer));
  if (!result) say("outer time-out");
}

Coro<> waits() {
  std::array<Task<int>, 3> tasks{asyncio::create_task(works("a", 3)),
                                 asyncio::create_task(works("b", 1)),
                                 asyncio::create_task(works("c", 5))};
  auto done = co_await asyncio::wait(tasks, ReturnWhen::first_completed);
  say("first", done);
  done = co_await asyncio::wait(tasks, ReturnWhen::all_completed, 0.0025);
  say("after a time", done);
  done = co_await asyncio::wait(tasks);
  say("all", done);
}

Coro<> waits_for_an_exception() {
  std::array<Task<int>, 3> tasks{asyncio::create_task(works("a", 1)),
                                 asyncio::create_task(fails("b", 3, Error::value)),
                                 asyncio::create_task(works("c", 5))};
  const auto done = co_await asyncio::wait(tasks, ReturnWhen::first_exception);
  say("failed", done, tasks[1].error().name());
  co_await tasks[2];
}

Coro<> in_the_order_of_their_ends() {
  std::array<Task<int>, 3> tasks{asyncio::create_task(works("a", 3)),
                                 asyncio::create_task(works("b", 1)),
                                 asyncio::create_task(works("c", 2))};
  auto completed = asyncio::as_completed(tasks);
  while (auto task = co_await completed.next()) {
    const int value = co_await *task;
    say("got", value);
  }
}

asyncio::AsyncGenerator<int> counts(int limit) {
  for (int number = 0; number != limit; ++number) {
    co_await asyncio::sleep_ms(1);
    co_yield number;
  }
  say("the generator ends");
}

Coro<> generators() {
  auto numbers = counts(3);
  while (auto number = co_await numbers.next()) say(*number);
}

Coro<> app() {
  co_await section("a group waits", a_group_waits);
  co_await section("the body fails", the_body_fails);
  co_await section("a cancelled child is no failure", a_cancelled_child_is_no_failure);
  co_await section("nested groups", nested_groups);
  co_await section("timeouts", timeouts);
  co_await section("nested timeouts", nested_timeouts);
  co_await section("waits", waits);
  co_await section("waits for an exception", waits_for_an_exception);
  co_await section("in the order of their ends", in_the_order_of_their_ends);
  co_await section("generators", generators);
}

}  // namespace

int main() { asyncio::run(app()); }
