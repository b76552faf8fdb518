// SPDX-License-Identifier: MIT
// Tasks that belong together, and limits of time, on the board.
#include "scenario.hpp"

#include <array>
#include <cstdint>
#include <uasyncio/core/latency.hpp>

using namespace uasyncio;
using namespace target_test;

namespace {

// gather and gather_results.

Coro<> gather_takes_anything() {
  Event event;
  auto task = create_task(give_after(5, 1));
  auto setter = create_task(
      [](Event* its) -> Coro<> {
        co_await sleep_ms(3);
        its->set();
      },
      &event);
  auto values = co_await gather(give_after(10, 2), task, event.wait(), sleep_ms(1),
                                wait_for(give_after(2, 3), 1));
  say(std::get<0>(values), std::get<1>(values), std::get<4>(values), setter.done());
}

Coro<> gather_fails_with_the_first_failure() {
  auto end =
      co_await as_result(gather(sleep_on("~one"), fail_after(5, Error::os(5)), sleep_on("~two")));
  say(end.error(), end.error().code);
}

Coro<> gather_results_keeps_failures_apart() {
  auto [value, failure, rest] = co_await gather_results(
      give_after(9, 4), fail_after(1, Error::value), wait_for_ms(sleep_on("~slow"), 5));
  say(*value, failure.error(), rest.error());
}

Coro<> gather_of_an_array() {
  std::array<Task<int>, 4> tasks;
  for (unsigned i = 0; i != 4; ++i) tasks[i] = create_task(give_after(10 - i, 1 << i));
  co_await gather(tasks);
  int sum = 0;
  for (auto& task : tasks) sum += task.result();
  say(sum);
}

// wait_for, Timeout and wait_until.

Coro<> wait_for_ends_what_takes_too_long() {
  const Clock clock;
  say(co_await wait_for(give_after(5, 1), 0.02));
  say((co_await as_result(wait_for(sleep_on("~slow"), 0.02))).error());
  say(clock.milliseconds());
}

Coro<> a_timeout_can_be_moved() {
  const Clock clock;
  Timeout timeout(0.01);
  auto end = co_await as_result(with(timeout, [&timeout]() -> Coro<> {
    co_await sleep_ms(8);
    say("moved", timeout.reschedule(0.02));
    co_await sleep_on("~body");
  }));
  say(end.error(), timeout.expired(), clock.milliseconds());
}

Coro<> a_timeout_that_is_not_needed() {
  Timeout timeout(0.01);
  say(co_await with(timeout, [] { return give_after(5, 6); }));
  say(timeout.expired());
}

Coro<> wait_until_has_a_deadline() {
  const Clock clock;
  const Time deadline = Loop::running()->time() + 20'000;
  say(co_await wait_until(give_after(15, 1), deadline));
  say((co_await as_result(wait_until(give_after(15, 2), deadline))).error());
  say(clock.milliseconds());
}

// shield and finally.

Coro<> shield_keeps_a_task_alive() {
  auto inner = create_task(say_after(10, "inner"));
  auto outer = create_task([](Task<> task) -> Coro<> { co_await shield(task); }, inner);
  co_await sleep_ms(5);
  say(co_await cancel_and_wait(outer));
  say(inner.done());
  co_await inner;
}

Coro<> finally_awaits_its_cleanup() {
  say(co_await finally(give_after(5, 1), say_after(5, "cleaned")));
  say((co_await as_result(finally(fail_after(5, Error::eof), say_after(5, "cleaned")))).error());
  auto task = create_task(finally(sleep_on("~body"), say_after(5, "cleaned")));
  co_await sleep_ms(1);
  task.cancel();
  co_await sleep_ms(1);
  say("asked", task.done(), task.cancel());
  say(co_await cancel_and_wait(task));
}

// wait and as_completed.

Coro<> wait_goes_on_as_it_is_told() {
  const Clock clock;
  auto one = create_task(give_after(30, 1));
  auto two = create_task(fail_after(20, Error::os(5)));
  auto three = create_task(give_after(10, 3));
  say(co_await wait(one, two, three, ReturnWhen::first_completed));
  say(clock.milliseconds());
  say(co_await wait(one, two, three, ReturnWhen::first_exception));
  say(clock.milliseconds());
  const std::array only_one{one};
  const Clock of_this_wait;  // what was before took its time, more of it with exceptions
  say(co_await wait_ms(only_one, ReturnWhen::all_completed, 2));
  say(of_this_wait.milliseconds());
  say(co_await wait(one, two, three));
  say(clock.milliseconds(), one.result(), two.error(), three.result());
}

Coro<> as_completed_follows_the_ends() {
  auto one = create_task(give_after(30, 1));
  auto two = create_task(give_after(10, 2));
  auto three = create_task(give_after(20, 3));
  auto completed = as_completed(one, two, three);
  while (auto task = co_await completed.next()) say(co_await *task);
}

// TaskGroup.

Coro<> a_group_waits_for_its_children() {
  say(co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<int> {
    group.create_task(say_after(20, "one"));
    group.create_task({.name = "two"}, say_after, 10, "two");
    say("body");
    co_return 5;
  }));
}

Coro<> a_failing_child_ends_its_group() {
  TaskGroup group;
  auto end = co_await as_result(with(group, [](TaskGroup& its) -> Coro<> {
    its.create_task(sleep_on("~one"));
    its.create_task(fail_after(5, Error::os(7)));
    co_await sleep_on("~body");
  }));
  say(end.error(), end.error().code, group.failures());
}

Coro<> children_with_cleanup() {
  co_await with(TaskGroup(), [](TaskGroup& group) -> Coro<> {
    group.create_task(finally(sleep_on("~one"), say_after(10, "cleaned")));
    co_await sleep_on("~body");
  });
}

Coro<> cancelling_a_group_waits_for_its_children() {
  auto task = create_task(children_with_cleanup());
  co_await sleep_ms(5);
  const Clock clock;
  say(co_await cancel_and_wait(task));
  say(clock.milliseconds());
}

Coro<> a_group_can_be_ended_early() {
  TaskGroup group;
  co_await with(group, [](TaskGroup& its) -> Coro<> {
    its.create_task(sleep_on("~one"));
    co_await sleep_ms(5);
    its.cancel();
    co_await sleep_on("~body");
  });
  say("ended", group.failures());
}

// TaskLocal, low priority.

Coro<> count_in(TaskLocal<int>& depth, int steps) {
  for (int step = 0; step != steps; ++step) {
    depth.set(depth.get() + 1);
    co_await sleep_ms(1);
  }
  say(depth.get());
}

Coro<> each_task_has_its_local() {
  TaskLocal<int> depth(100);
  depth.set(7);
  auto three = create_task(count_in(depth, 3));
  auto two = create_task(count_in(depth, 2));
  co_await three;
  co_await two;
  say(depth.get());
  depth.reset();
  say(depth.get());
}

Coro<> after_ms_lets_everything_else_go_first() {
  auto low = create_task([]() -> Coro<> {
    co_await after_ms(2);
    say("low");
  });
  const Clock clock;
  while (clock.milliseconds() < 20) co_await sleep_ms(0);
  say("busy till then");
  co_await low;
}

Coro<> late_timers_share_a_waking() {
  const Latency latency(20);
  const std::uint32_t before = Loop::running()->wakeups();
  const Clock clock;
  co_await gather(sleep_ms(5), sleep_ms(9), sleep_ms(13));
  const bool is_in_time = clock.milliseconds() >= 13 && clock.milliseconds() <= 30;
  say(Loop::running()->wakeups() - before, is_in_time, latency(0));
}

constexpr Scenario scenarios[] = {
    {"gather", gather_takes_anything, "2 1 3 1"},
    {"gather, a failure", gather_fails_with_the_first_failure, "~one ~two OSError 5"},
    {"gather_results", gather_results_keeps_failures_apart, "~slow 4 ValueError TimeoutError"},
    {"gather of an array", gather_of_an_array, "15"},
    {"wait_for", wait_for_ends_what_takes_too_long, "1 ~slow TimeoutError 25"},
    {"Timeout", a_timeout_can_be_moved, "moved 1 ~body TimeoutError 1 28"},
    {"Timeout, not needed", a_timeout_that_is_not_needed, "6 0"},
    {"wait_until", wait_until_has_a_deadline, "1 TimeoutError 20"},
    {"shield", shield_keeps_a_task_alive, "CancelledError 0 inner"},
    {"finally", finally_awaits_its_cleanup,
     "cleaned 1 cleaned EOFError ~body asked 0 1 cleaned CancelledError"},
    {"wait", wait_goes_on_as_it_is_told, "1 10 2 20 0 2 3 30 1 OSError 3"},
    {"as_completed", as_completed_follows_the_ends, "2 3 1"},
    {"TaskGroup", a_group_waits_for_its_children, "body two one 5"},
    {"TaskGroup, a failure", a_failing_child_ends_its_group, "~one ~body OSError 7 1"},
    {"TaskGroup, cancelled", cancelling_a_group_waits_for_its_children,
     "~body ~one cleaned CancelledError 10"},
    {"TaskGroup.cancel", a_group_can_be_ended_early, "~one ~body ended 0"},
    {"TaskLocal", each_task_has_its_local, "102 103 7 100"},
    {"after_ms", after_ms_lets_everything_else_go_first, "busy till then low"},
    {"Latency", late_timers_share_a_waking, "1 1 20"},
};

// io_first: a second loop, under another policy. The alarm comes while five tasks are busy.

Coro<> busy(unsigned& steps) {
  for (int step = 0; step != 4; ++step) {
    const Clock clock;
    while (clock.milliseconds() < 2) {
    }
    ++steps;
    co_await sleep_ms(0);
  }
}

Coro<> steps_until_due(unsigned& steps_seen) {
  unsigned steps = 0;
  co_await with(TaskGroup(), [&](TaskGroup& group) -> Coro<> {
    for (int count = 0; count != 5; ++count) group.create_task(busy(steps));
    co_await sleep_ms(3);
    steps_seen = steps;
  });
}

}  // namespace

int main() {
  asyncio::run(play_all(scenarios));
  unsigned steps = 0;
  asyncio::run(steps_until_due(steps), Policy::io_first);
  CHECK_EQUAL(steps, 2u);
  asyncio::run(steps_until_due(steps), Policy::round_robin);
  CHECK_EQUAL(steps, 10u);  // it is due in the first pass of the five, and comes after the second
  CHECK_AT_MOST(platform::stack_used(), 1'536u);
  return status();
}
