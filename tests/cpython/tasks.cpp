// SPDX-License-Identifier: MIT
// Tasks: creation, order, awaiting, failing. See tasks.py.
#include "transcript.hpp"

#include <array>

using namespace transcript;

namespace {

Coro<> turns(const char* name, int count) {
  for (int turn = 0; turn != count; ++turn) {
    say(name, turn);
    co_await asyncio::sleep(0);
  }
  say(name, "ends");
}

Coro<> order_of_turns() {
  Task<> a = asyncio::create_task(turns("a", 3));
  Task<> b = asyncio::create_task(turns("b", 1));
  Task<> c = asyncio::create_task(turns("c", 2));
  say("created", a.done(), b.done(), c.done());
  co_await asyncio::sleep(0);
  say("after one turn");
  co_await c;
  say("c is over", a.done(), b.done(), c.done());
  co_await a;
}

Coro<> parent() {
  say("parent");
  Task<> child = asyncio::create_task(turns("child", 1));
  say("parent goes on");
  co_await asyncio::sleep(0);
  say("parent again", child.done());
  co_await child;
}

Coro<> created_by_a_task() {
  Task<> task = asyncio::create_task(parent());
  Task<> sibling = asyncio::create_task(turns("sibling", 2));
  co_await task;
  co_await sibling;
}

Coro<> waits(const char* name, Task<int> task) {
  say(name, "waits");
  const int value = co_await task;
  say(name, "got", value);
}

Coro<> awaiting() {
  Task<int> task = asyncio::create_task(value_after("task", 7, 0.01));
  std::array<Task<>, 3> others;
  const char* const names[] = {"a", "b", "c"};
  for (int i = 0; i != 3; ++i) others[i] = asyncio::create_task(waits(names[i], task));
  int value = co_await task;
  say("main got", value);
  for (Task<>& other : others) co_await other;
  Task<> other = asyncio::create_task(turns("other", 1));
  value = co_await task;
  const int again = co_await task;
  say("again", value, again);
  say("no turn meanwhile");
  co_await other;
}

Coro<int> deepest() { co_return 1; }
Coro<int> deep() { co_return co_await deepest() + 1; }

Coro<> coroutines_do_not_yield() {
  Task<> other = asyncio::create_task(turns("other", 1));
  for (int time = 0; time != 3; ++time) {
    const int value = co_await deep();
    say(value);
  }
  co_await other;
}

Coro<> waits_for_failure(const char* name, Task<int> task) {
  auto result = co_await asyncio::as_result(task);
  say(name, result.error().name());
}

Coro<> failures() {
  Task<int> task = asyncio::create_task(fails_after(0.005, Error::value));
  Task<> a = asyncio::create_task(waits_for_failure("a", task));
  Task<> b = asyncio::create_task(waits_for_failure("b", task));
  co_await waits_for_failure("main", task);
  co_await waits_for_failure("main again", task);
  co_await a;
  co_await b;
  say(task.done(), task.cancelled(), task.error().name());
}

Coro<> failure_at_once() {
  Task<int> task = asyncio::create_task(fails_after(0, Error::os(5)));
  co_await asyncio::sleep(0);
  say("not yet", task.done());
  co_await asyncio::sleep(0);
  say("over", task.done());
  auto result = co_await asyncio::as_result(task);
  say(result.error().name(), result.error().code);
}

Coro<> says_name() {
  say(asyncio::current_task().name());
  co_await asyncio::sleep(0);
  say(asyncio::current_task().name());
}

Coro<> names() {
  Task<> first = asyncio::create_task(says_name(), {.name = "first"});
  Task<> second = asyncio::create_task(says_name(), {.name = "second"});
  co_await second;
  say(first.name(), first.done());
}

int count_of_tasks() {
  int count = 0;
  for (auto task : asyncio::all_tasks()) count += task ? 1 : 0;
  return count;
}

Coro<> number_of_tasks() {
  say(count_of_tasks());
  Task<> a = asyncio::create_task(turns("a", 1));
  Task<int> b = asyncio::create_task(value_after("b", 1, 0.002));
  say(count_of_tasks());
  co_await a;
  say(count_of_tasks());
  co_await b;
  say(count_of_tasks());
}

Coro<int> link(int depth) {
  if (depth == 0) co_return co_await value_after("deepest", 100, 0.003);
  Task<int> next = asyncio::create_task(link(depth - 1));
  co_return co_await next + 1;
}

Coro<> chain() {
  Task<> other = asyncio::create_task(turns("other", 5));
  const int value = co_await link(4);
  say(value);
  co_await other;
}

Coro<> app() {
  co_await section("order of turns", order_of_turns);
  co_await section("created by a task", created_by_a_task);
  co_await section("awaiting", awaiting);
  co_await section("coroutines do not yield", coroutines_do_not_yield);
  co_await section("failures", failures);
  co_await section("failure at once", failure_at_once);
  co_await section("names", names);
  co_await section("number of tasks", number_of_tasks);
  co_await section("chain", chain);
}

}  // namespace

int main() { asyncio::run(app()); }
