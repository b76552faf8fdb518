// SPDX-License-Identifier: MIT
// TaskGroup: children that end, fail, are cancelled, clean up, come late; groups in groups. See
// groups.py.
#include "transcript.hpp"

using namespace transcript;
using asyncio::TaskGroup;

namespace {

Coro<> cleanup_of(const char* name, double seconds) {
  co_await asyncio::sleep(seconds);
  say(name, "cancelled");
}

Coro<const char*> child(const char* name, double seconds, Error error = Error::none,
                        double cleanup = 0) {
  say(name, "starts");
  auto outcome = co_await asyncio::as_outcome(asyncio::sleep(seconds));
  if (outcome.cancelled()) co_await cleanup_of(name, cleanup);
  co_await asyncio::pass_on(std::move(outcome));
  if (error) {
    say(name, "fails");
    co_await asyncio::fail(error);
  }
  say(name, "ends");
  co_return name;
}

/// Says how it ended.
Coro<> said(Coro<> body) {
  auto outcome = co_await asyncio::as_outcome(std::move(body));
  if (outcome) {
    say("all is well");
  } else if (outcome.cancelled()) {
    say("cancelled");
  } else {
    say("failed", outcome.error().name());
  }
}

/// A group whose body is a function.
Coro<> in_a_group(Coro<> (*body)(TaskGroup& group)) { co_await asyncio::with(TaskGroup(), body); }

struct Both {
  Task<const char*> a;
  Task<const char*> b;
};

Coro<Both> two(TaskGroup& group) {
  Both both;
  both.a = group.create_task(child("a", 0.003));
  both.b = group.create_task(child("b", 0.001));
  say("the body ends");
  co_return both;
}

Coro<> all_end() {
  const Both both = co_await asyncio::with(TaskGroup(), &two);
  say(both.a.result(), both.b.result());
}

Coro<> none(TaskGroup&) {
  say("the body");
  co_return;
}

Coro<> no_children() {
  co_await in_a_group(none);
  say("over");
}

Coro<> a_fails(TaskGroup& group) {
  group.create_task(child("a", 0.003, Error::value));
  group.create_task(child("b", 1000));
  say("the body ends");
  co_return;
}

Coro<> a_child_fails() { co_await said(in_a_group(a_fails)); }

Coro<> a_fails_meanwhile(TaskGroup& group) {
  group.create_task(child("a", 0.003, Error::value));
  group.create_task(child("b", 1000));
  co_await child("body", 1000);
  say("never");
}

Coro<> a_child_fails_while_the_body_waits() {
  co_await said(in_a_group(a_fails_meanwhile));
  co_await child("main", 0.001);
}

Coro<> with_cleanups(TaskGroup& group) {
  group.create_task(child("a", 1000, Error::none, 0.005));
  group.create_task(child("b", 0.003, Error::value));
  group.create_task(child("c", 1000, Error::none, 0.002));
  co_return;
}

Coro<> the_others_clean_up() { co_await said(in_a_group(with_cleanups)); }

Coro<> fails_itself(TaskGroup& group) {
  group.create_task(child("a", 1000));
  co_await child("body", 0.003, Error::value);
}

Coro<> the_body_fails() { co_await said(in_a_group(fails_itself)); }

Coro<> fails_at_once(TaskGroup& group) {
  group.create_task(child("a", 1000));
  co_await asyncio::fail(Error::value);
}

Coro<> the_body_fails_before_children_start() { co_await said(in_a_group(fails_at_once)); }

Coro<> waits(TaskGroup& group) {
  group.create_task(child("a", 1000, Error::none, 0.005));
  co_await child("body", 1000);
}

Coro<> cancelled_in_the_body() {
  Task<> task = asyncio::create_task(said(in_a_group(waits)));
  co_await asyncio::sleep(0.003);
  task.cancel();
  co_await task;
}

Coro<> does_not_wait(TaskGroup& group) {
  group.create_task(child("a", 1000, Error::none, 0.005));
  group.create_task(child("b", 0.001));
  co_return;
}

Coro<> cancelled_while_it_waits_for_children() {
  Task<> task = asyncio::create_task(said(in_a_group(does_not_wait)));
  co_await asyncio::sleep(0.003);
  task.cancel();
  co_await task;
}

Coro<> cancels_a(TaskGroup& group) {
  auto a = group.create_task(child("a", 1000));
  group.create_task(child("b", 0.005));
  co_await asyncio::sleep(0.001);
  a.cancel();
}

Coro<> a_child_is_cancelled() { co_await said(in_a_group(cancels_a)); }

Coro<> parent(TaskGroup& group) {
  co_await asyncio::sleep(0.002);
  group.create_task(child("late", 0.002));
  say("the parent ends");
}

Coro<> with_a_parent(TaskGroup& group) {
  group.create_task(parent(group));
  say("the body ends");
  co_return;
}

Coro<> children_of_children() { co_await said(in_a_group(with_a_parent)); }

Coro<> one_inside(TaskGroup& group) {
  group.create_task(child("inner", 0.005));
  co_return;
}

Coro<> inner() {
  co_await in_a_group(one_inside);
  say("the inner one is over");
}

Coro<> with_a_group(TaskGroup& group) {
  group.create_task(inner());
  group.create_task(child("outer", 0.002));
  co_return;
}

Coro<> a_group_in_a_group() { co_await said(in_a_group(with_a_group)); }

Coro<> one_that_cleans_up(TaskGroup& group) {
  group.create_task(child("inner", 1000, Error::none, 0.004));
  co_return;
}

Coro<> does_not_end_well() {
  co_await in_a_group(one_that_cleans_up);
  say("never");
}

Coro<> outer_one_fails(TaskGroup& group) {
  group.create_task(does_not_end_well());
  group.create_task(child("outer", 0.002, Error::value));
  co_return;
}

Coro<> a_failure_outside_ends_the_group_inside() { co_await said(in_a_group(outer_one_fails)); }

Coro<> inner_one_fails(TaskGroup& group) {
  group.create_task(child("a", 0.002, Error::value));
  group.create_task(child("b", 1000));
  co_return;
}

Coro<> catches(TaskGroup& group) {
  group.create_task(child("outer", 0.005));
  co_await said(in_a_group(inner_one_fails));
}

Coro<> a_failure_inside_is_caught_inside() { co_await said(in_a_group(catches)); }

Coro<> not_in_time() {
  auto result = co_await asyncio::as_result(asyncio::wait_for(in_a_group(waits), 0.01));
  if (!result) say(result.error().name());
}

Coro<> app() {
  co_await section("all end", all_end);
  co_await section("no children", no_children);
  co_await section("a child fails", a_child_fails);
  co_await section("a child fails while the body waits", a_child_fails_while_the_body_waits);
  co_await section("the others clean up", the_others_clean_up);
  co_await section("the body fails", the_body_fails);
  co_await section("the body fails at once", the_body_fails_before_children_start);
  co_await section("cancelled in the body", cancelled_in_the_body);
  co_await section("cancelled after the body", cancelled_while_it_waits_for_children);
  co_await section("a child is cancelled", a_child_is_cancelled);
  co_await section("children of children", children_of_children);
  co_await section("a group in a group", a_group_in_a_group);
  co_await section("a failure outside", a_failure_outside_ends_the_group_inside);
  co_await section("a failure inside", a_failure_inside_is_caught_inside);
  co_await section("not in time", not_in_time);
}

}  // namespace

int main() { asyncio::run(app()); }
